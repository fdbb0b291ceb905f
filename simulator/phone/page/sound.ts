import { isSameClient } from '../../voice/sdp.ts';

/** Microphone, speaker and the peer connection between them and the other side. */
export interface Sound {
  /** Asks for the microphone; false when there is none or it is refused. Safe to repeat. */
  openMicrophone(): Promise<boolean>;
  /** A new connection's offer, with all its addresses: the Voice SDK sends none of its own. */
  offer(): Promise<string>;
  /** Answers an offer, on a new connection or, after an ICE restart, on the existing one. */
  answer(offer: string, standing: boolean): Promise<string>;
  connect(answer: string): Promise<void>;
  mute(muted: boolean): void;
  /** What a conference lets through: of this side's voice, and of the other's. */
  pass(sends: boolean, hears: boolean): void;
  /** Ends the conversation; the microphone stays open until `close`. */
  part(): void;
  /** Goes on with the conversation that {@link part} ended, if no other began. */
  resume(): void;
  close(): void;
}

/** Creates {@link Sound} that plays the other side through the page's speaker. */
export function createSound(speaker: HTMLAudioElement): Sound {
  let microphone: Promise<MediaStream | undefined> | undefined;
  let peer: RTCPeerConnection | undefined;
  let heard: MediaStream | undefined;
  let muted = false;
  let sends = true;
  let parted = false;

  const applyMute = (stream: MediaStream | undefined) => {
    for (const track of stream?.getAudioTracks() ?? []) track.enabled = !muted && sends && !parted;
  };
  const applyToMicrophone = () => void microphone?.then(applyMute);
  const openMicrophone = () => {
    microphone ??= navigator.mediaDevices
      .getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true } })
      .catch(() => undefined);
    return microphone;
  };

  /** Opens the microphone first: without it a browser hides the machine's addresses from the SDP. */
  async function newPeer(): Promise<RTCPeerConnection> {
    const stream = await openMicrophone();
    drop();
    parted = false;
    applyMute(stream);
    const made = new RTCPeerConnection();
    peer = made;
    made.ontrack = ({ track, streams }) => {
      heard = streams[0] ?? new MediaStream([track]);
      speaker.srcObject = heard;
      void speaker.play().catch(() => {});
    };
    const [track] = stream?.getAudioTracks() ?? [];
    if (track && stream) made.addTrack(track, stream);
    else made.addTransceiver('audio', { direction: 'recvonly' });
    return made;
  }

  /** The connection stays, silent: in a conference the two may meet again, and the Voice SDK takes no second offer. */
  function part(): void {
    parted = true;
    speaker.srcObject = null;
    applyToMicrophone();
  }

  function resume(): void {
    parted = false;
    if (heard && speaker.srcObject !== heard) {
      speaker.srcObject = heard;
      void speaker.play().catch(() => {});
    }
    applyToMicrophone();
  }

  function drop(): void {
    peer?.close();
    peer = undefined;
    heard = undefined;
    speaker.srcObject = null;
  }

  return {
    openMicrophone: async () => (await openMicrophone()) !== undefined,
    async offer() {
      const made = await newPeer();
      await made.setLocalDescription(await made.createOffer());
      return gathered(made);
    },
    async answer(offer, standing) {
      // A reloaded desk is another peer with another certificate, which an existing connection rejects.
      const known = standing && peer && isSameClient(peer.remoteDescription?.sdp ?? '', offer);
      const answering = known && peer ? peer : await newPeer();
      if (known) resume();
      await answering.setRemoteDescription({ type: 'offer', sdp: offer });
      await answering.setLocalDescription(await answering.createAnswer());
      return gathered(answering);
    },
    async connect(sdp) {
      if (peer?.signalingState === 'have-local-offer')
        await peer.setRemoteDescription({ type: 'answer', sdp });
    },
    mute(next) {
      muted = next;
      applyToMicrophone();
    },
    pass(sendsNow, hears) {
      sends = sendsNow;
      speaker.muted = !hears;
      applyToMicrophone();
    },
    part,
    resume,
    close() {
      drop();
      void microphone?.then((stream) => {
        for (const track of stream?.getTracks() ?? []) track.stop();
      });
      microphone = undefined;
      muted = false;
      sends = true;
      speaker.muted = false;
    },
  };
}

/** The local SDP once it holds every address, or after three seconds with those found so far. */
function gathered(peer: RTCPeerConnection): Promise<string> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      resolve(peer.localDescription?.sdp ?? '');
    };
    const timer = setTimeout(done, 3000);
    const look = () => peer.iceGatheringState === 'complete' && done();
    peer.onicegatheringstatechange = look;
    look();
  });
}
