package io.preforkd.spamd.host.options;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a command line means depends on where, and on what machine, it is given. */
public interface Surroundings {
  /** Who may read what a program prints on stderr. */
  enum Stderr {
    SOMEBODY,
    /** The system's log, which has each line from syslog or does not need it beside a file. */
    JOURNAL,
    NOBODY
  }

  /** What relative paths start from. */
  Path directory();

  Map<String, String> environment();

  /** The permission bits that new files lack, 0 to 0777. */
  int umask();

  /** The words before the engine's options: its program. */
  List<String> engine();

  /** The addresses of a host, IPv6 without brackets; none if there is no such host. */
  List<String> addresses(String host);

  /** The number of a TCP service. */
  Optional<Integer> port(String service);

  /** The home of a user; empty if there is no such user. */
  Optional<Path> home(String user);

  /** How many connections the system lets wait at a socket, 1 or more. */
  int longestQueue();

  /** Where stderr leads. */
  Stderr stderr();
}
