/** What a connection's end means, from exit codes and words, and how the client is called. */
import { describe, expect, it } from 'vitest';
import { type SshEnd, sshFault, timeFault } from '../../dist/device/ssh/ssh-fault.js';
import { sshArguments } from '../../dist/device/ssh/ssh-target.js';

const TARGET = { destination: 'pi@camera' };
const message = (end: Partial<SshEnd>, target = TARGET as Parameters<typeof sshFault>[1]) =>
  sshFault({ code: 1, step: 'run', said: '', ...end }, target).message;

describe('the end of a connection', () => {
  it('is a dropped one at the exit code of the client, 255, and no other', () => {
    expect(message({ code: 255 })).toMatch(/the connection to pi@camera dropped$/);
    expect(message({ code: 255, said: 'a\nclient_loop: send disconnect' })).toMatch(
      /dropped: client_loop: send disconnect$/,
    );
    expect(message({ code: 254 })).toMatch(/ended by signal 126/);
    expect(message({ code: null, said: 'Connection reset by peer' })).toMatch(/dropped/);
    expect(message({ code: null, said: 'nothing of that' })).not.toMatch(/dropped/);
    expect(message({ code: 1, said: 'Connection reset by peer' })).not.toMatch(/dropped/);
  });

  it('names the signal that ended a program: codes above 128', () => {
    expect(message({ code: 137, step: 'send' })).toMatch(
      /pi@camera: ended by signal 9; is its memory full\?$/,
    );
    expect(message({ code: 128, step: 'send' })).toMatch(/pi@camera: exit code 128$/);
    expect(message({ code: 129, step: 'send' })).toMatch(/ended by signal 1;/);
    expect(message({ code: 3, step: 'send' })).toMatch(/exit code 3$/);
  });

  it('names the port in the cures only where there is one that is not 22', () => {
    const unknown = { step: null, said: 'Host key verification failed.' };
    const changed = { step: null, said: 'REMOTE HOST IDENTIFICATION HAS CHANGED' };
    expect(message(unknown)).toContain('ssh-keyscan camera >>~/.ssh/known_hosts');
    const far = { destination: 'ssh://pi@camera:2222', knownHosts: 'hosts' };
    expect(message(unknown, far)).toContain('ssh-keyscan -p 2222 camera >>hosts');
    expect(message(changed, far)).toContain("ssh-keygen -R '[camera]:2222' -f hosts");
    expect(message(changed, { ...far, port: 22 })).toContain("ssh-keygen -R 'camera' -f hosts");
    expect(message(changed, { destination: 'camera' })).toMatch(/ssh-keygen -R 'camera'$/);
  });

  it('says how long it was waited', () => {
    const late = timeFault({ step: 'wait', said: 'a\nheld by process 7' }, TARGET, 1500);
    expect(late.message).toMatch(/pi@camera: took longer than 1.5 s: held by process 7$/);
    expect(timeFault({ step: null, said: 'x' }, TARGET, 2000).message).toMatch(
      /took longer than 2 s$/,
    );
  });
});

describe('the client', () => {
  const port = (target: Parameters<typeof sshArguments>[0]) => {
    const all = sshArguments(target);
    return all.includes('-p') ? all[all.indexOf('-p') + 1] : null;
  };

  it('is given the port of the target, else that of the address, else none', () => {
    expect(port(TARGET)).toBeNull();
    expect(port({ ...TARGET, port: 1 })).toBe('1');
    expect(port({ ...TARGET, port: 65_535 })).toBe('65535');
    expect(port({ destination: 'ssh://pi@camera:2222' })).toBe('2222');
    expect(port({ destination: 'ssh://pi@camera:2222', port: 3 })).toBe('3');
    for (const wrong of [0, 65_536, 1.5, Number.NaN]) {
      expect(() => port({ ...TARGET, port: wrong })).toThrow('whole number from 1 to 65535');
    }
    for (const wrong of ['ssh://pi@camera:0', 'ssh://pi@camera:65536']) {
      expect(() => port({ destination: wrong })).toThrow('whole number from 1 to 65535');
    }
    expect(port({ destination: 'ssh://camera:1' })).toBe('1');
  });

  it('never asks, forwards or trusts, and gives up a silent connection', () => {
    const settings = sshArguments({ ...TARGET, identity: 'a %h', knownHosts: 'hosts' });
    for (const setting of [
      'BatchMode=yes',
      'StrictHostKeyChecking=yes',
      'PasswordAuthentication=no',
      'KbdInteractiveAuthentication=no',
      'ForwardAgent=no',
      'ConnectTimeout=15',
      'ServerAliveInterval=5',
      'ServerAliveCountMax=3',
      'UserKnownHostsFile="hosts"',
      'GlobalKnownHostsFile=none',
      'IdentityFile="a %%h"',
      'IdentitiesOnly=yes',
    ]) {
      expect(settings[settings.indexOf(setting) - 1], setting).toBe('-o');
    }
    expect(settings.slice(-2)).toEqual(['--', 'pi@camera']);
  });

  it('is given no folder that a shell takes for an option', () => {
    for (const remoteDir of ['', '-rf']) {
      expect(() => sshArguments({ ...TARGET, remoteDir })).toThrow(
        'remote folder: expected a path',
      );
    }
    expect(sshArguments({ ...TARGET, remoteDir: 'a-b' })).toEqual(sshArguments(TARGET));
  });
});
