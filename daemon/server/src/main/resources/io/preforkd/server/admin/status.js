(() => {
  'use strict';
  const PERIOD = 5000;
  const PATIENCE = 4000;
  const button = document.getElementById('pause');
  const contact = document.getElementById('contact');
  let paused = false;
  let timer = 0;
  let lastAnswer = document.getElementById('as-of').textContent;

  const liveOf = (root) => [...root.querySelectorAll('[data-live]')];
  const namesOf = (root) => [...root.querySelectorAll('h2')].map((name) => name.textContent).join(' ');

  // Part by part, and only what has changed: focus, selection and scrolled tables stay as they are.
  function renew(fresh) {
    const pools = document.getElementById('pools');
    const next = fresh.getElementById('pools');
    if (namesOf(pools) !== namesOf(next)) {
      pools.replaceChildren(...next.childNodes);
    }
    for (const part of liveOf(document)) {
      const other = fresh.getElementById(part.id);
      if (other && other.innerHTML !== part.innerHTML) {
        part.replaceChildren(...other.childNodes);
      }
    }
  }

  function say(text) {
    if (contact.textContent !== text) {
      contact.textContent = text;
    }
  }

  async function refresh() {
    try {
      const answer = await fetch('/status', { cache: 'no-store', signal: AbortSignal.timeout(PATIENCE) });
      if (!answer.ok) {
        throw new Error(answer.statusText);
      }
      renew(new DOMParser().parseFromString(await answer.text(), 'text/html'));
      lastAnswer = document.getElementById('as-of').textContent;
      say('');
    } catch {
      say('No answer since ' + lastAnswer + '; it is asked again.');
    }
  }

  async function turn() {
    clearTimeout(timer);
    if (!paused && !document.hidden) {
      await refresh();
    }
    if (!paused) {
      clearTimeout(timer);
      timer = setTimeout(turn, PERIOD);
    }
  }

  button.hidden = false;
  button.addEventListener('click', () => {
    paused = !paused;
    button.setAttribute('aria-pressed', String(paused));
    turn();
  });
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) {
      turn();
    }
  });
  timer = setTimeout(turn, PERIOD);
})();
