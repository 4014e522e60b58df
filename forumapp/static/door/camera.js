// Reads QR codes from the camera: with the browser's own reader, else with the one that came with the page.
const PAUSE = 120;
const SAME_AGAIN = 3000;

export const hasCamera = () => window.isSecureContext && Boolean(navigator.mediaDevices?.getUserMedia);

export class Camera {
  constructor(view, setup, onCode) {
    Object.assign(this, { view, setup, onCode, stream: null, last: "", lastAt: 0 });
  }

  get isOn() {
    return this.stream !== null;
  }

  async start() {
    this.stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1280 } }, audio: false });
    this.view.srcObject = this.stream;
    this.view.hidden = false;
    await this.view.play();
    this.awake = await navigator.wakeLock?.request("screen").catch(() => null);
    const read = (await nativeReader()) ?? (await ownReader(this.setup));
    this.watch(read, this.stream);
  }

  stop() {
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.awake?.release();
    this.stream = null;
    this.view.srcObject = null;
    this.view.hidden = true;
  }

  get hasLight() {
    return Boolean(this.stream?.getVideoTracks()[0].getCapabilities?.().torch);
  }

  light(isOn) {
    return this.stream.getVideoTracks()[0].applyConstraints({ advanced: [{ torch: isOn }] });
  }

  async watch(read, stream) {
    while (this.stream === stream) {
      const found = this.view.readyState >= 2 ? await read(this.view).catch(() => "") : "";
      if (found && this.stream === stream) this.tell(found);
      await new Promise((done) => { setTimeout(done, PAUSE); });
    }
  }

  // A code that stays in view is one code.
  tell(text) {
    const now = Date.now();
    const isSame = text === this.last && now - this.lastAt < SAME_AGAIN;
    this.last = text;
    this.lastAt = now;
    if (!isSame) this.onCode(text);
  }
}

async function nativeReader() {
  if (!("BarcodeDetector" in window)) return null;
  const formats = await window.BarcodeDetector.getSupportedFormats();
  if (!formats.includes("qr_code")) return null;
  const detector = new window.BarcodeDetector({ formats: ["qr_code"] });
  return async (view) => (await detector.detect(view))[0]?.rawValue ?? "";
}

async function ownReader(setup) {
  const { prepareZXingModule, readBarcodes } = await import(setup.scanner);
  await prepareZXingModule({ overrides: { locateFile: () => setup.wasm }, fireImmediately: true });
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  return async (view) => {
    canvas.width = view.videoWidth;
    canvas.height = view.videoHeight;
    pen.drawImage(view, 0, 0);
    const picture = pen.getImageData(0, 0, canvas.width, canvas.height);
    const found = await readBarcodes(picture, { formats: ["QRCode"], maxNumberOfSymbols: 1 });
    return found[0]?.text ?? "";
  };
}
