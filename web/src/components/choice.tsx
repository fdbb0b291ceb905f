export interface ChoiceProps<T extends string> {
  readonly legend: string;
  readonly name: string;
  /** Empty until something is chosen. */
  readonly value: T | '';
  readonly options: readonly (readonly [T, string])[];
  readonly onChange: (value: T) => void;
  readonly problem?: string | undefined;
}

/** A choice of one from a few, as radio buttons in one row. */
export function Choice<T extends string>({
  legend,
  name,
  value,
  options,
  onChange,
  problem,
}: ChoiceProps<T>) {
  return (
    <fieldset class="choice" aria-describedby={problem ? `${name}-problem` : undefined}>
      <legend>{legend}</legend>
      {options.map(([option, label]) => (
        <label key={option} class="choice-option">
          <input
            type="radio"
            name={name}
            value={option}
            checked={option === value}
            aria-invalid={problem ? 'true' : undefined}
            onChange={() => onChange(option)}
          />
          <span>{label}</span>
        </label>
      ))}
      {problem && (
        <p id={`${name}-problem`} class="problem">
          {problem}
        </p>
      )}
    </fieldset>
  );
}
