"""Stock spamd, and preforkd in its place: the same options, the same rules, users and homes for both."""
import os
import shutil
import socket
import ssl
import subprocess

import procfs
from servers import START_LIMIT, BenchError, Server, free_port

STOCK = '/usr/sbin/spamd'
DEBIAN_OPTIONS = ['--create-prefs', '--helper-home-dir']
FIRST_UID = 61001
PREFERENCES = {
    'comments': '# required_score 5\n# score SOME_TEST 1.0\n',
    'active': 'required_score 6.3\nscore NO_RELAYS 0.2\n',
}
# Nobody but these processes sees the users, and the names of the clients. Debian's unit gives stderr away, too.
WITH_OWN_ETC = ['unshare', '--mount', 'sh', '-c',
                'mount --bind "$0/passwd" /etc/passwd && mount --bind "$0/hosts" /etc/hosts && exec "$@" 2>/dev/null']
WORDS = 'the quick brown fox jumps over the lazy dog while seven wizards make toxic brew for the evil queen'.split()
PING = b'PING SPAMC/1.5\r\n\r\n'
ANSWER_LIMIT = 60


def needed():
    for program in (STOCK, '/usr/bin/spamc', '/usr/bin/unshare', '/usr/bin/openssl'):
        if not os.access(program, os.X_OK):
            raise BenchError(f'{program} is missing (Debian: apt-get install spamd spamc util-linux openssl)')
    if os.geteuid() != 0:
        raise BenchError('only root can start a spamd that takes on the rights of its users')


def mail(number, headers=''):
    """A mail of some 3 kB, each another one."""
    body = '\n'.join(' '.join(WORDS[(number * 7 + line * 3 + word) % len(WORDS)] for word in range(12))
                     for line in range(40))
    return (f'Received: from relay.example.com (relay.example.com [192.0.2.{number % 250 + 1}])\n'
            f'\tby mx.example.org with ESMTP id {number:08x}; Sun, 22 Nov 2026 08:00:00 +0000\n'
            f'From: Ann <ann@example.com>\nTo: bob@example.org\nSubject: message number {number}\n'
            f'Date: Sun, 22 Nov 2026 07:59:58 +0000\nMessage-Id: <{number}.1@example.com>\n'
            f'MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n{headers}\n{body}\n').encode()


def check(number, user, headers=''):
    text = mail(number, headers)
    return f'CHECK SPAMC/1.5\r\nUser: {user}\r\nContent-length: {len(text)}\r\n\r\n'.encode() + text


def ask(port, request):
    """The whole answer, empty if there was none."""
    with socket.create_connection(('127.0.0.1', port), ANSWER_LIMIT) as client:
        client.sendall(request)
        client.shutdown(socket.SHUT_WR)
        return client.makefile('rb').read()


def is_up(port):
    try:
        return b'PONG' in ask(port, PING)
    except OSError:
        return False


def is_up_over_tls(port):
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    try:
        with socket.create_connection(('127.0.0.1', port), ANSWER_LIMIT) as plain, context.wrap_socket(plain) as client:
            client.sendall(PING)
            return b'PONG' in client.recv(100)
    except OSError:
        return False


class Users:
    """Two users with homes in the bench's folder, in a file that takes the place of /etc/passwd; beside it one for
    /etc/hosts, which names the load generator's addresses: both servers ask who a client is, and no DNS is measured."""

    def __init__(self, folder):
        self.folder = folder
        with open(os.path.join(folder, 'hosts'), 'w') as hosts:
            hosts.writelines(f'127.0.0.{host} localhost\n' for host in range(1, 255))
        shutil.copy('/etc/passwd', folder)
        with open(os.path.join(folder, 'passwd'), 'a') as passwd:
            for uid, (name, text) in enumerate(PREFERENCES.items(), FIRST_UID):
                home = os.path.join(folder, name)
                passwd.write(f'{name}:x:{uid}:{uid}::{home}:/bin/sh\n')
                own_file(home, uid, text)


def own_file(home, uid, text):
    state = os.path.join(home, '.spamassassin')
    os.makedirs(state)
    path = os.path.join(state, 'user_prefs')
    with open(path, 'w') as file:
        file.write(text)
    for entry in (home, state, path):
        os.chown(entry, uid, uid)


class Spamd(Server):
    """One of the two."""

    def __init__(self, name, program, users, folder, environment=None):
        super().__init__(name, os.path.join(folder, name.replace(' ', '-')))
        self.program, self.users, self.environment = program, users, environment
        self.mail_log = os.path.join(self.folder, 'spamd.log')

    def start(self, *options):
        """With Debian's options, without network tests, and those given."""
        self.port = free_port()
        self.start_again(*options)
        self.wait_until(lambda: is_up(self.port), START_LIMIT, 'answering a PING')

    def start_over_tls(self, key, certificate, *options):
        self.port = free_port()
        self.start_again('--ssl', '--server-key', key, '--server-cert', certificate, *options)
        self.wait_until(lambda: is_up_over_tls(self.port), START_LIMIT, 'answering a PING over TLS')

    def start_again(self, *options):
        os.makedirs(self.folder, exist_ok=True)
        command = [self.program, '--listen', f'127.0.0.1:{self.port}', '-A', '127.0.0.0/8', '--local',
                   '--syslog', self.mail_log, *DEBIAN_OPTIONS, *options]
        self.launch([*WITH_OWN_ETC, self.users.folder, *command], self.environment)

    def perls(self):
        """The processes of the engine, parents among them."""
        return [pid for pid in self.tree() if not is_java(pid)]

    def java(self):
        """The JVM; none beside stock."""
        return [pid for pid in self.tree() if is_java(pid)]

    def spamc(self, number, *options):
        """Its exit code and what it printed, as (code, stdout, stderr)."""
        done = subprocess.run(['spamc', '-x', '--connect-retries=1', '-d', '127.0.0.1', '-p', str(self.port), *options],
                              input=mail(number), capture_output=True, timeout=ANSWER_LIMIT)
        return done.returncode, done.stdout, done.stderr


def is_java(pid):
    try:
        return os.path.basename(os.readlink(f'/proc/{pid}/exe')) == 'java'
    except OSError:
        return False


def cpu_seconds(server):
    return procfs.cpu_seconds(server.tree())
