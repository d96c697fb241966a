import { errorKind } from '../errors/index.ts';

export const singletonHeld = errorKind({
  code: 'POOLTOOL_SINGLETON_HELD',
  disposition: 'retry',
  says: 'another instance of this daemon is running',
});

export const singletonLost = errorKind({
  code: 'POOLTOOL_SINGLETON_LOST',
  disposition: 'retry',
  says: 'the lock that keeps this daemon single was lost, another instance may be running',
});
