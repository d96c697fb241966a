import { writeCookie } from '../access/cookie.ts';
import { loginRefused, loginTooOften } from '../errors.ts';
import { loginPage } from '../page/login-page.ts';
import { frameOf, HTML } from './frame-of.ts';
import { localPath } from './local-path.ts';
import type { ConsoleParts, Scope } from './parts.ts';
import { readFields } from './read-fields.ts';

export function loginRoutes(scope: Scope, parts: ConsoleParts): void {
  const { access } = parts;
  scope.get<{ Querystring: { next?: string } }>('/login', async (request, reply) =>
    reply.type(HTML).send(loginPage(frameOf(request, parts), { next: localPath(request.query.next) })),
  );
  scope.post('/login', async (request, reply) => {
    const { name, password, next } = readFields(request.body, ['name', 'password', 'next']);
    try {
      const cookie = await access.logIn(request, { name: name.trim(), password });
      return reply.header('set-cookie', writeCookie(cookie, access.secure)).redirect(localPath(next), 303);
    } catch (error) {
      if (!loginRefused.is(error) && !loginTooOften.is(error)) throw error;
      const page = loginPage(frameOf(request, parts), { next: localPath(next), name, fault: error.message });
      return reply.code(error.status).type(HTML).send(page);
    }
  });
  scope.post('/logout', async (request, reply) => {
    const { csrf, back } = readFields(request.body, ['csrf', 'back']);
    access.demandOperator(request, csrf);
    access.logOut(request);
    return reply.header('set-cookie', writeCookie(null, access.secure)).redirect(localPath(back), 303);
  });
}
