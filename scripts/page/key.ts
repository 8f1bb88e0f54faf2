// The form that asks for the access key.
import { PATHS } from '../cloud/page/protocol.ts';
import { post } from './api.ts';
import { byId, say } from './dom.ts';

/** Shows the form until the right key was given, then calls back. */
export function askForKey(entered: () => void): void {
  const gate = byId('gate');
  const form = byId<HTMLFormElement>('key-form');
  const problem = byId('key-problem');
  const [id, secret] = [byId<HTMLInputElement>('key-id'), byId<HTMLInputElement>('key-secret')];
  if (!gate.hidden) return;
  const show = (isLocked: boolean) => {
    gate.hidden = !isLocked;
    byId('main').hidden = isLocked;
  };
  show(true);
  say(problem, '');
  id.focus();
  form.onsubmit = (event) => {
    event.preventDefault();
    void post(PATHS.key, { id: id.value, secret: secret.value }).then(
      () => {
        secret.value = '';
        show(false);
        entered();
      },
      (error: Error) => {
        say(problem, error.message);
        secret.select();
      },
    );
  };
}
