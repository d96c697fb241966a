/** Where everything is: {api, ws, files, epochsFrom, reconnectMs, againMs}; written into the page by its server. */
export const places = JSON.parse(window.PLACES);

/** Who is signed in, trusted without a look (clients.md 3); null: nobody. */
export function session() {
  const [user, token] = [localStorage.getItem('pt_user_id'), localStorage.getItem('pt_token')];
  return user === null || token === null ? null : { user, token };
}

/** XMLHttpRequest, as both axios and the site's own helper use it. Resolves {status, data}: JSON as browsers read it, or null. */
function send({ method, url, headers = {}, body }) {
  const { promise, resolve, reject } = Promise.withResolvers();
  const request = new XMLHttpRequest();
  request.open(method, url);
  request.timeout = 15_000;
  for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
  request.onload = () => {
    const isJson = request.getResponseHeader('content-type')?.startsWith('application/json') === true;
    resolve({ status: request.status, data: isJson ? JSON.parse(request.responseText) : null });
  };
  request.onerror = () => reject(new TypeError(`${method} ${url}: no answer`));
  request.ontimeout = request.onerror;
  request.send(body);
  return promise;
}

/** A call of the API as axios makes it: with the token on every one, once there is one. */
export function call(method, path, body) {
  const signedIn = session();
  return send({
    method,
    url: `${places.api}${path}`,
    headers: {
      Accept: 'application/json, text/plain, */*',
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...(signedIn === null ? {} : { Authorization: `Bearer ${signedIn.token}` }),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
}

/** What a store keeps when a call fails: what it had. */
export async function ask(path, before = null) {
  try {
    const { status, data } = await call('GET', path);
    return status === 200 ? data : before;
  } catch {
    return before;
  }
}

/** A file of the bucket, without a token. @throws TypeError when it is not there: pages have nothing for that */
export async function file(key) {
  const found = await maybeFile(`${places.files}/${key}`);
  if (found === null) throw new TypeError(`${key} is not there`);
  return found;
}

export async function maybeFile(url, buster = 't') {
  const { status, data } = await send({ method: 'GET', url: `${url}?${buster}=${Date.now()}` });
  return status === 200 ? data : null;
}
