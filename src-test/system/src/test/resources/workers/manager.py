# Plays the service manager: prints what comes to the datagram socket NAME, a message a line, with | between assignments, and
# keeps the sockets that it is told to keep. At the stream socket NAME.store it hands them over, with their names.
# A name that begins with @ is abstract.
import os, select, socket, sys

if len(sys.argv) != 2:
    sys.exit("usage: manager.py NAME")
name = sys.argv[1].replace("@", "\0", 1) if sys.argv[1].startswith("@") else sys.argv[1]
heard = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
heard.bind(name)
asked = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
asked.bind(name + ".store")
asked.listen()
store = []


def is_kept(fd):
    return any(os.path.sameopenfile(fd, kept) for _, kept in store)


def forget(name):
    for entry in [entry for entry in store if entry[0] == name]:
        store.remove(entry)
        os.close(entry[1])


# What is kept already is not taken by another name, as systemd has it.
def obey(message, fds):
    words = dict(line.split("=", 1) for line in message.splitlines() if "=" in line)
    if words.get("FDSTOREREMOVE") == "1":
        forget(words["FDNAME"])
    for fd in fds:
        if words.get("FDSTORE") == "1" and not is_kept(fd):
            store.append((words["FDNAME"], fd))
        else:
            os.close(fd)


def hear():
    data, fds, _, _ = socket.recv_fds(heard, 65536, 16)
    message = data.decode(errors="replace")
    obey(message, fds)
    print(message.replace("\n", "|"), flush=True)


def hand_over():
    with asked.accept()[0] as client:
        socket.send_fds(client, [":".join(name for name, _ in store).encode()], [fd for _, fd in store])


print("listening", flush=True)
while True:
    for ready in select.select([heard, asked], [], [])[0]:
        hear() if ready is heard else hand_over()
