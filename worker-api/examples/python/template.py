#!/usr/bin/env python3
# template.py WORKER [ARGUMENT..] - loads a worker in Python once and forks it for each child that preforkd wants: what
# is loaded is there at once, and its memory is shared. PROTOCOL.md, "Templates".
#
# WORKER is a file with a function main, as hello.py is; it is called in each child, which then is as one that was
# started by itself: descriptors, environment, group. The file loads all that is large while it is imported, and leaves
# no descriptor open and no thread running.
import contextlib, errno, gc, importlib.util, json, os, random, socket, struct, sys

HELLO = b'{"version":1,"features":[],"name":"template.py"}'
LONGEST, MOST = 6 + 65536, 253    # bytes of a message, and descriptors in it

def fail(code, why):
    print("template.py: " + why, file=sys.stderr)
    sys.exit(code)

def tell(verb, payload, text=b""):    # a message of the channel is one frame with its text
    channel.send(struct.pack("=cIc", verb, payload, b"\n") + text)

def load(path):
    specification = importlib.util.spec_from_file_location("worker", path)
    module = importlib.util.module_from_spec(specification)
    sys.modules["worker"] = module
    specification.loader.exec_module(module)
    return module.main

def fork_twice(environment, descriptors):    # so that the child becomes the parent's own: its pid, or 0 and errno
    reading, writing = os.pipe()
    between = os.fork()
    if between == 0:
        try:
            child = os.fork()
            if child == 0:
                os.close(reading)
                os.close(writing)
                become_child(environment, descriptors)
            answer = child, 0
            with contextlib.suppress(OSError): os.setpgid(child, child)    # as it does itself: whoever is first
        except OSError as e:
            answer = 0, e.errno
        os.write(writing, struct.pack("=ii", *answer))
        os._exit(0)
    os.close(writing)
    answer = os.read(reading, 8)
    os.close(reading)
    os.waitpid(between, 0)    # whose end has made the child the parent's
    return struct.unpack("=ii", answer) if answer else (0, errno.EAGAIN)

def become_child(environment, descriptors):    # and never come back
    code = 70
    try:
        os.setpgid(0, 0)
        random.seed()
        os.environ.update(environment)
        del os.environ["PREFORKD_TEMPLATE"]
        os.environ["LISTEN_PID"] = str(os.getpid())
        channel.detach()    # its number becomes a listener's
        for place, number in enumerate(descriptors, 1):    # ascending, so none is overwritten before its turn
            os.dup2(number, place)
        for number in descriptors:
            if number > len(descriptors): os.close(number)
        main()
        code = 0
    except SystemExit as e:
        code = e.code if isinstance(e.code, int) else 0 if e.code is None else 1
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        os._exit(code)

if "PREFORKD_TEMPLATE" not in os.environ: fail(78, "PREFORKD_TEMPLATE is not set: preforkd starts this program")
if len(sys.argv) < 2: fail(64, "call: template.py WORKER [ARGUMENT..]")
channel = socket.socket(fileno=int(os.environ["PREFORKD_TEMPLATE"]))
tell(b"h", len(HELLO), HELLO)
if not channel.recv(LONGEST): sys.exit()    # the parent's hello; a worker hears its settings in each child's own
sys.argv = sys.argv[1:]
try: main = load(sys.argv[0])
except Exception as e: fail(78, f"{sys.argv[0]}: {e!r}")
gc.freeze()    # the collector would write to what all share
sys.stdout.flush()    # or each child would print it again
tell(b"I", 0)
while True:
    message, descriptors, flags, _ = socket.recv_fds(channel, LONGEST, MOST, socket.MSG_CMSG_CLOEXEC)
    if not message: sys.exit()
    if message[:1] != b"f": continue
    truncated = flags & socket.MSG_CTRUNC    # there was no room for all descriptors
    try: pid, error = (0, errno.EMFILE) if truncated else fork_twice(json.loads(message[6:])["environment"], descriptors)
    except OSError as e: pid, error = 0, e.errno
    for number in descriptors: os.close(number)
    tell(b"C", pid) if pid else tell(b"E", error)
