/** Boards on the computer's side: checked, made into the bundle's module, loaded as data. */
export { checkBoard } from './board/check.ts';
export { type BoardData, boardData, boardNames, loadBoard, type PinData } from './board/load.ts';
export { boardModule } from './board/module.ts';
