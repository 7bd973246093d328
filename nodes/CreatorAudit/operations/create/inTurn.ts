export { inTurn } from '../../runner/turns';
