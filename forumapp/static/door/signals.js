// What is heard and felt: two short rising tones for “come in”, one long low one for “stop”, two equal ones for “again”.
const SOUNDS = {
  ok: [[880, 0, 0.09], [1320, 0.11, 0.14]],
  warn: [[520, 0, 0.14], [520, 0.22, 0.14]],
  stop: [[160, 0, 0.55]],
};
const SHAKES = { ok: [60], warn: [80, 80, 80], stop: [400] };
let context = null;

// Browsers let a page sound only after somebody has touched it.
export function wakeSound() {
  if (!("AudioContext" in window)) return;
  context ??= new AudioContext();
  if (context.state === "suspended") context.resume().catch(() => {});
}

export function signal(tone) {
  navigator.vibrate?.(SHAKES[tone]);
  if (context?.state !== "running") return;
  for (const [pitch, begin, length] of SOUNDS[tone]) {
    const from = context.currentTime + begin;
    const voice = new OscillatorNode(context, { type: tone === "stop" ? "sawtooth" : "sine", frequency: pitch });
    const volume = new GainNode(context, { gain: 0.5 });
    volume.gain.setValueAtTime(0.5, from + length - 0.02);
    volume.gain.linearRampToValueAtTime(0, from + length);
    voice.connect(volume).connect(context.destination);
    voice.start(from);
    voice.stop(from + length);
  }
}
