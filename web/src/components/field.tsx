export interface FieldProps {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** What is wrong with it, in words: marks the field and is read with it. */
  readonly problem?: string | undefined;
  readonly hint?: string;
  /** Makes it a box of several lines. */
  readonly rows?: number;
  /** Makes it a choice of these values. */
  readonly options?: readonly (readonly [value: string, name: string])[];
  /** Further attributes, such as the type of an input. */
  readonly attributes?: Readonly<Record<string, string | number>>;
}

/** One thing to fill in, under its label. */
export function Field({ id, label, problem, hint, ...control }: FieldProps) {
  const notes = [problem && `${id}-problem`, hint && `${id}-hint`].filter(Boolean).join(' ');
  return (
    <div class="field">
      <label htmlFor={id}>{label}</label>
      <Control {...control} id={id} isBad={Boolean(problem)} describedBy={notes || undefined} />
      {problem && (
        <p id={`${id}-problem`} class="problem">
          {problem}
        </p>
      )}
      {hint && (
        <p id={`${id}-hint`} class="hint">
          {hint}
        </p>
      )}
    </div>
  );
}

type ControlProps = Omit<FieldProps, 'label' | 'problem' | 'hint'> & {
  readonly isBad: boolean;
  readonly describedBy: string | undefined;
};

function Control({ id, value, onChange, rows, options, attributes, isBad, describedBy }: ControlProps) {
  const change = (event: { readonly currentTarget: { readonly value: string } }) =>
    onChange(event.currentTarget.value);
  const shared = {
    id,
    value,
    ...attributes,
    'aria-invalid': isBad ? ('true' as const) : undefined,
    'aria-describedby': describedBy,
  };
  if (rows) return <textarea {...shared} rows={rows} onInput={change} />;
  if (!options) return <input type="text" autocomplete="off" {...shared} onInput={change} />;
  return (
    <select {...shared} onChange={change}>
      {options.map(([option, name]) => (
        <option key={option} value={option}>
          {name}
        </option>
      ))}
    </select>
  );
}
