import { places } from './asking.js';
import { show } from './showing.js';

const listeners = new Map();
const waiting = [];
const reopened = [];
let socket = null;
let sockets = 0;

const say = (message) => {
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
  else waiting.push(message);
};
const subscription = ({ channel, params }) => ({ action: 'subscribe', channel, params });

/** Opened again a fixed time after it closes; some time after it is open everything is subscribed to once more (clients.md 3.6). */
export function connect() {
  socket = new WebSocket(places.ws);
  socket.onopen = () => {
    sockets += 1;
    show('sockets', sockets);
    for (const message of waiting.splice(0)) say(message);
    setTimeout(() => {
      for (const one of listeners.values()) say(subscription(one));
    }, places.againMs);
    if (sockets > 1) for (const again of reopened) again();
  };
  socket.onmessage = ({ data }) => heed(JSON.parse(data));
  socket.onclose = () => setTimeout(connect, places.reconnectMs);
}

function heed({ type, channel, data }) {
  if (type === 'ping') return say({ action: 'pong' });
  if (type === 'error') return;
  listeners.get(channel)?.onData(typeof data === 'string' ? JSON.parse(data) : data, type);
}

/** One listener a channel. `onData(data, type)`, type snapshot or update. */
export function subscribe(channel, params, onData) {
  const one = { channel, params, onData };
  listeners.set(channel, one);
  say(subscription(one));
}

export function unsubscribe(channel) {
  const { params } = listeners.get(channel);
  listeners.delete(channel);
  say({ action: 'unsubscribe', channel, params });
}

export const onReopened = (again) => reopened.push(again);
