import { useEffect, useRef, useState } from 'preact/hooks';
import type { CallView, PhoneModel } from './model.ts';
import { duration, spaced, stateText } from './words.ts';

/** The phone's display: who, the call's state, how long, and what the caller hears. */
export function Screen({ model }: { readonly model: PhoneModel }) {
  const call = model.call.value;
  const on = model.isOn.value;
  return (
    <div class="screen">
      {on && call ? (
        <p class="other">{spaced(call.other)}</p>
      ) : (
        <label class="dial">
          <span class="dial-label">Number to call</span>
          <input
            class="dial-input"
            type="tel"
            autocomplete="off"
            spellcheck={false}
            value={model.dial.value}
            onInput={(event) => {
              model.dial.value = event.currentTarget.value;
            }}
            onKeyDown={(event) => event.key === 'Enter' && model.place()}
          />
        </label>
      )}
      <p class={`state state-${stateKind(call)}`}>
        <span class="state-dot" aria-hidden="true" />
        <span role="status">
          {stateText(call, model.online.value, model.queuePlace.value, model.conferenceSize.value)}
        </span>
        {call?.connectedAt ? <Duration call={call} /> : null}
      </p>
      <Details model={model} />
    </div>
  );
}

function stateKind(call: CallView | undefined): string {
  if (!call) return 'idle';
  if (call.status === 'in-progress') return 'live';
  if (call.status === 'ringing' || call.status === 'queued') return 'ringing';
  return call.status === 'completed' ? 'idle' : 'bad';
}

function Duration({ call }: { readonly call: CallView }) {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    if (call.endedAt) return;
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, [call.endedAt]);
  return (
    <span class="duration" role="timer">
      {duration((call.endedAt ?? Math.max(now, call.connectedAt ?? now)) - (call.connectedAt ?? now))}
    </span>
  );
}

function Details({ model }: { readonly model: PhoneModel }) {
  const call = model.call.value;
  const { conferenceSize, heard, keyCount, microphone, silent, isOn, number } = model;
  const size = conferenceSize.value ?? 0;
  return (
    <div class="details">
      {call?.note ? <p class="note">{call.note}</p> : null}
      {isOn.value && microphone.value === 'refused' ? (
        <p class="note">
          No microphone: the other side cannot hear you. Allow it in the browser and call again.
        </p>
      ) : null}
      {size > 2 ? (
        <p class="hint">{size} people are in this conference. More than two have no sound here.</p>
      ) : null}
      {isOn.value && silent.value ? <p class="hint">The other side has no sound in this call.</p> : null}
      <Heard lines={heard.value} />
      {keyCount.value > 0 ? (
        <p class="keys-pressed">
          <span aria-hidden="true">{'•'.repeat(Math.min(keyCount.value, 24))}</span>
          <span class="unseen">{keyCount.value} keys pressed</span>
        </p>
      ) : null}
      {!isOn.value && !call ? <p class="hint">This phone is {spaced(number.value)}</p> : null}
    </div>
  );
}

/** Spoken lines as captions, with the newest in view. */
function Heard({ lines }: { readonly lines: readonly { readonly id: number; readonly text: string }[] }) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.scrollTo({ top: list.current.scrollHeight });
  }, [lines]);
  return (
    <div class={lines.length > 0 ? 'heard' : 'heard empty'} role="log" aria-label="What you hear" ref={list}>
      {lines.map(({ id, text }, index) => (
        <p key={`${id}-${index}`}>{text}</p>
      ))}
    </div>
  );
}
