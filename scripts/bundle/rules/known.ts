// What the interpreter has and lacks of the language's library, as asked of Espruino 2v29.277. Data only.

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/).filter(Boolean));

/** Globals of the language that Espruino has. */
export const LANGUAGE_GLOBALS = words(`
  Object Function Array Number Boolean String Date RegExp Promise Error ReferenceError SyntaxError TypeError
  InternalError JSON Math ArrayBuffer DataView Uint8Array Int8Array Uint16Array Int16Array Uint24Array Uint32Array
  Int32Array Float32Array Float64Array Uint8ClampedArray ArrayBufferView
  NaN Infinity undefined arguments globalThis global console eval parseInt parseFloat isNaN isFinite
  encodeURIComponent decodeURIComponent atob btoa setTimeout clearTimeout setInterval clearInterval`);

/** Globals of the board, on the interpreter built for Linux as on the ESP32. */
export const BOARD_GLOBALS = words(`
  print require process E Modules Pin Serial SPI I2C OneWire Waveform Graphics
  digitalRead digitalWrite digitalPulse analogRead analogWrite pinMode getPinMode shiftOut setWatch clearWatch
  changeInterval getTime setTime getSerial peek8 peek16 peek32 poke8 poke16 poke32 reset load save dump edit echo trace
  HIGH LOW LoopbackA LoopbackB Serial1 I2C1 SPI1`);

/** Globals that only the ESP32 has. */
export const ESP32_GLOBALS = words(`ESP32 Serial2 Serial3 I2C2 SPI2 LED LED1 BTN BTN1 setDeepSleep`);

/** Members of the language's own objects that Espruino lacks, by object. */
export const MISSING_STATICS: Readonly<Record<string, ReadonlySet<string>>> = {
  Object: words('getOwnPropertySymbols hasOwn is preventExtensions seal freeze isExtensible isFrozen isSealed groupBy'),
  Array: words('from of fromAsync'),
  String: words('fromCodePoint raw'),
  Number: words(`isFinite isInteger isNaN isSafeInteger parseFloat parseInt MAX_SAFE_INTEGER MIN_SAFE_INTEGER EPSILON`),
  Date: words('UTC'),
  Math: words(`acosh asinh atanh cbrt expm1 clz32 cosh fround hypot imul log1p log2 log10 sinh tanh trunc`),
  Promise: words('allSettled any race'),
  ArrayBuffer: words('isView'),
};

/** Methods of the language's values that no value has on Espruino. */
export const MISSING_METHODS = words(`
  at copyWithin findLast findLastIndex flat flatMap reduceRight toReversed toSorted toSpliced entries keys values
  codePointAt localeCompare matchAll normalize search trimStart trimEnd trimLeft trimRight
  toLocaleLowerCase toLocaleUpperCase toLocaleString toLocaleDateString toLocaleTimeString
  toExponential toPrecision toDateString toTimeString toGMTString getYear setYear
  setUTCDate setUTCFullYear setUTCHours setUTCMilliseconds setUTCMinutes setUTCMonth setUTCSeconds
  isPrototypeOf propertyIsEnumerable compile`);

/** Functions that TypeScript calls for newer syntax; most of them do not work on Espruino. */
export const HELPERS = words(`
  __extends __assign __rest __decorate __param __metadata __awaiter __generator __exportStar __createBinding __values
  __read __spread __spreadArrays __spreadArray __await __asyncGenerator __asyncDelegator __asyncValues
  __makeTemplateObject __importStar __importDefault __classPrivateFieldGet __classPrivateFieldSet`);
