package io.preforkd.spamd.host.options;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A machine with one host, one service and one user. */
record FakeSurroundings(Map<String, String> environment, Stderr stderr) implements Surroundings {
  static final FakeSurroundings PLAIN =
      new FakeSurroundings(
          Map.of("PATH", "/bin", "HOME", "/root", "LANG", "C", "LISTEN_PID", "1"), Stderr.SOMEBODY);

  @Override
  public Path directory() {
    return Path.of("/caller");
  }

  @Override
  public int umask() {
    return 0022;
  }

  @Override
  public List<String> engine() {
    return List.of("perl", "-T", "-w", "/preforkd/engine.pl");
  }

  @Override
  public List<String> addresses(String host) {
    return switch (host) {
      case "mail.example" -> List.of("192.0.2.1", "2001:db8::1");
      case "127.0.0.1", "::1" -> List.of(host);
      default -> List.of();
    };
  }

  @Override
  public Optional<Integer> port(String service) {
    return service.equals("spamd") ? Optional.of(783) : Optional.empty();
  }

  @Override
  public int longestQueue() {
    return 4096;
  }

  @Override
  public Optional<Path> home(String user) {
    return user.equals("filter") ? Optional.of(Path.of("/home/filter")) : Optional.empty();
  }
}
