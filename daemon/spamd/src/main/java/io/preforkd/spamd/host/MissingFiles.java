package io.preforkd.spamd.host;

import io.preforkd.server.sys.KernelException;
import io.preforkd.server.sys.Privileges;
import io.preforkd.server.sys.Users;
import io.preforkd.spamd.host.options.SpamdOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What this machine lacks of what the options name, before anything is started. */
final class MissingFiles {
  private MissingFiles() {}

  /** One sentence for each. */
  static List<String> faults(SpamdOptions options) {
    List<String> faults = new ArrayList<>();
    if (options.hasTls()) {
      require("server key file", options.key(), faults);
      require("server certificate file", options.certificate(), faults);
    }
    authority("ssl-ca-file", options, faults);
    authority("ssl-ca-path", options, faults);
    options
        .user()
        .map(MissingFiles::user)
        .orElseGet(() -> defaultUser(options))
        .ifPresent(faults::add);
    return faults;
  }

  private static void authority(String option, SpamdOptions options, List<String> faults) {
    options.path(option).ifPresent(path -> require(option, path, faults));
  }

  private static void require(String what, Path path, List<String> faults) {
    if (!Files.exists(path)) {
      faults.add(what + " " + path + " does not exist");
    }
  }

  /** Root takes on the rights of somebody before it reads a mail, and before it loads the rules. */
  private static Optional<String> defaultUser(SpamdOptions options) {
    String name = options.given().given("default-user").orElse("nobody");
    try {
      return !Privileges.isRoot() || Users.home(name).isPresent()
          ? Optional.empty()
          : Optional.of(
              "--default-user "
                  + name
                  + ": there is no such user: create it or name another by -U or -u");
    } catch (KernelException e) {
      return Optional.of("--default-user " + name + ": " + e.getMessage());
    }
  }

  private static Optional<String> user(String name) {
    try {
      int uid = Users.user(name).uid();
      if (uid == 0) {
        return Optional.of("cannot run as nonexistent user or root with -u option");
      }
      return Privileges.isRoot() || Privileges.uid() == uid
          ? Optional.empty()
          : Optional.of("--username " + name + ": only root can become another user");
    } catch (KernelException | IllegalArgumentException e) {
      return Optional.of("--username " + name + ": " + e.getMessage());
    }
  }
}
