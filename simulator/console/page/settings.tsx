import type { ConsoleModel } from './model.ts';
import type { Setting } from './wire.ts';

/** Points of Twilio's behaviour that no source confirms: changed ones first, then as the simulator lists them. */
export function Settings({ model }: { readonly model: ConsoleModel }) {
  const settings = model.settings.value;
  const changed = settings.filter(isChanged);
  const rest = settings.filter((setting) => !isChanged(setting));
  return (
    <div class="page-column">
      <h2>What no source confirms</h2>
      <p class="hint">
        Where public sources do not say how Twilio behaves, the simulator makes a choice and names it here. To
        make another one, start it with <code>SIMULATOR_SETTINGS</code>, for example{' '}
        <code>{'{"callbackProfile":"documented"}'}</code>, or with the option <code>settings</code>.
      </p>
      <Table caption={changed.length > 0 ? 'Changed' : 'Changed: none'} model={model} settings={changed} />
      <Table caption="At their defaults" model={model} settings={rest} />
    </div>
  );
}

function isChanged(setting: Setting): boolean {
  return JSON.stringify(setting.value) !== JSON.stringify(setting.default);
}

function Table(props: {
  readonly caption: string;
  readonly model: ConsoleModel;
  readonly settings: readonly Setting[];
}) {
  const { caption, model, settings } = props;
  const reasons = model.reasons.value;
  return (
    <table class="settings">
      <caption>{caption}</caption>
      {settings.length > 0 ? (
        <thead>
          <tr>
            <th scope="col">Setting</th>
            <th scope="col">Value</th>
            <th scope="col">Why this default</th>
          </tr>
        </thead>
      ) : null}
      <tbody>
        {settings.map((setting) => (
          <tr key={setting.name}>
            <th scope="row">
              <code>{setting.name}</code>
            </th>
            <td>
              <code>{JSON.stringify(setting.value)}</code>
              {isChanged(setting) ? (
                <span class="hint">
                  {' '}
                  instead of <code>{JSON.stringify(setting.default)}</code>
                </span>
              ) : null}
            </td>
            <td class="reason">{reasons[setting.name] ?? 'See simulator/README.md.'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
