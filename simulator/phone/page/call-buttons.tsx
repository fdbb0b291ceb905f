import { useEffect, useRef } from 'preact/hooks';
import { BackspaceIcon, MicrophoneIcon, PhoneIcon } from './icons.tsx';
import type { PhoneModel } from './model.ts';

/** Call, answer, mute, hang up: the buttons the call allows. */
export function CallButtons({ model }: { readonly model: PhoneModel }) {
  const call = model.call.value;
  if (model.isOn.value && call?.incoming && call.status === 'ringing') return <Incoming model={model} />;
  if (model.isOn.value) return <During model={model} />;
  return <Before model={model} />;
}

function Before({ model }: { readonly model: PhoneModel }) {
  const callButton = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    // The focused Hang up button has just disappeared with its call.
    if (model.call.value && document.activeElement === document.body) callButton.current?.focus();
  }, [model]);
  return (
    <div class="call-buttons">
      <span />
      <button
        key="call"
        ref={callButton}
        type="button"
        class="round go"
        aria-label="Call"
        disabled={!model.online.value}
        onClick={model.place}
      >
        <PhoneIcon />
      </button>
      <button
        type="button"
        class="round quiet"
        aria-label="Delete last digit"
        disabled={model.dial.value === ''}
        onClick={() => {
          model.dial.value = model.dial.value.slice(0, -1);
        }}
      >
        <BackspaceIcon />
      </button>
    </div>
  );
}

function Incoming({ model }: { readonly model: PhoneModel }) {
  return (
    <div class="call-buttons spread">
      <button type="button" class="round stop" aria-label="Decline" onClick={model.decline}>
        <PhoneIcon down />
      </button>
      <button type="button" class="round go" aria-label="Answer" onClick={() => void model.answer()}>
        <PhoneIcon />
      </button>
    </div>
  );
}

/** A second click of a double-clicked Call lands where Hang up appears; it must not end the call. */
const GUARD_MS = 400;

function During({ model }: { readonly model: PhoneModel }) {
  const shownAt = useRef(Date.now());
  const hangUp = useRef<HTMLButtonElement>(null);
  useEffect(() => hangUp.current?.focus({ preventScroll: true }), []);
  return (
    <div class="call-buttons">
      <button
        type="button"
        class={model.muted.value ? 'round quiet pressed' : 'round quiet'}
        aria-label="Mute"
        aria-pressed={model.muted.value}
        disabled={!model.isConnected.value}
        onClick={model.toggleMute}
      >
        <MicrophoneIcon off={model.muted.value} />
      </button>
      <button
        key="hang-up"
        ref={hangUp}
        type="button"
        class="round stop"
        aria-label="Hang up"
        onClick={() => Date.now() - shownAt.current > GUARD_MS && model.hangUp()}
      >
        <PhoneIcon down />
      </button>
      <span />
    </div>
  );
}
