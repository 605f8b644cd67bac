package io.preforkd.spamd.host.options;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * By which doors the daemon is watched and told what to do, as the environment says. A variable
 * that makes no sense shuts its door and no other: mail does not wait for who watches it.
 */
public final class Watching {
  private static final String ADMIN = "PREFORKD_ADMIN";
  private static final String RUN = "PREFORKD_RUN";
  private static final String ADDRESS =
      "(\\[[0-9a-fA-F:.]+\\]|[A-Za-z0-9._-]+|\\*):[1-9][0-9]{0,4}";
  private static final int LONGEST = 90;
  private static final int HIGHEST_PORT = 65_535;

  private final Optional<String> admin;
  private final String folder;

  public Watching(Map<String, String> environment) {
    this.admin = Optional.ofNullable(environment.get(ADMIN)).filter(text -> !text.isEmpty());
    this.folder = environment.getOrDefault(RUN, "/run/preforkd");
  }

  /** The address of metrics and health; empty if there is to be none. */
  Optional<String> admin() {
    return admin.filter(Watching::isAddress);
  }

  private static boolean isAddress(String text) {
    return text.matches(ADDRESS)
        && Integer.parseInt(text.substring(text.lastIndexOf(':') + 1)) <= HIGHEST_PORT;
  }

  /** The address of the control socket; empty if there can be none. */
  Optional<String> control() {
    return isFolder() ? Optional.of("unix:" + folder + "/spamd.sock") : Optional.empty();
  }

  private boolean isFolder() {
    return folder.startsWith("/") && folder.getBytes(StandardCharsets.UTF_8).length <= LONGEST;
  }

  /** What makes no sense. */
  public List<String> faults() {
    List<String> faults = new ArrayList<>();
    admin
        .filter(text -> !isAddress(text))
        .ifPresent(
            text ->
                faults.add(ADMIN + " is " + text + ", and not HOST:PORT; there are no metrics"));
    if (folder.isEmpty()) {
      faults.add("there is no control socket"); // the launcher has said why
    } else if (!isFolder()) {
      faults.add(
          RUN
              + " is no absolute path of at most "
              + LONGEST
              + " bytes; there is no control socket");
    }
    return faults;
  }
}
