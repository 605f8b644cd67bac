package io.preforkd.server.host;

import io.preforkd.config.DaemonSettings;
import io.preforkd.config.ListenAddress;
import io.preforkd.server.admin.AdminServer;
import io.preforkd.server.admin.SnapshotSource;
import io.preforkd.server.control.ControlServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the sockets by which the daemon itself is asked, if there are to be any. */
final class Doors {
  private static final Logger LOG = LoggerFactory.getLogger("preforkd");

  private Doors() {}

  static LateDoor<AdminServer> admin(DaemonSettings settings, SnapshotSource source)
      throws StartupException {
    return LateDoor.of(
        "admin-later", settings.admin().isRequired(), () -> openAdmin(settings, source));
  }

  private static Optional<AdminServer> openAdmin(DaemonSettings settings, SnapshotSource source)
      throws StartupException {
    if (settings.admin().listen().isEmpty()) {
      return Optional.empty();
    }
    ListenAddress.Tcp address = settings.admin().listen().get();
    try {
      AdminServer admin = AdminServer.bind(socketAddress(address), source);
      LOG.info("admin listens on {}", address);
      checkedAt(settings, admin);
      return Optional.of(admin);
    } catch (IOException e) {
      throw adminRefused("admin.listen", address, e);
    }
  }

  private static void checkedAt(DaemonSettings settings, AdminServer admin)
      throws StartupException {
    if (settings.admin().agentCheck().isEmpty()) {
      return;
    }
    ListenAddress.Tcp address = settings.admin().agentCheck().get();
    try {
      admin.checkedAt(socketAddress(address));
      LOG.info("agent check listens on {}", address);
    } catch (IOException e) {
      StartupException refused = adminRefused("admin.agent-check", address, e);
      if (settings.admin().isRequired()) {
        admin.close();
        throw refused;
      }
      LOG.warn("{}; preforkd goes on without it", refused.getMessage());
    }
  }

  static LateDoor<ControlServer> control(DaemonSettings settings) throws StartupException {
    return control(settings, () -> ControlServer.open(settings.control(), settings.user()));
  }

  /** On any system. */
  static LateDoor<ControlServer> controlOverNio(DaemonSettings settings) throws StartupException {
    return control(settings, () -> ControlServer.openOverNio(settings.control()));
  }

  private interface Opening {
    ControlServer open() throws IOException;
  }

  private static LateDoor<ControlServer> control(DaemonSettings settings, Opening opening)
      throws StartupException {
    return LateDoor.of(
        "control-later", settings.control().isRequired(), () -> openControl(settings, opening));
  }

  private static Optional<ControlServer> openControl(DaemonSettings settings, Opening opening)
      throws StartupException {
    if (settings.control().listen().isEmpty()) {
      return Optional.empty();
    }
    try {
      ControlServer server = opening.open();
      LOG.info("control socket at {}", settings.control().listen().get());
      return Optional.of(server);
    } catch (IOException e) {
      String remedy =
          "; give each daemon a control.listen or a PREFORKD_RUN of its own, or control: off";
      throw StartupException.of("control.listen", e, remedy);
    }
  }

  private static InetSocketAddress socketAddress(ListenAddress.Tcp address)
      throws UnknownHostException {
    if (address.host().equals("*")) {
      return new InetSocketAddress(address.port());
    }
    return new InetSocketAddress(InetAddress.getByName(address.host()), address.port());
  }

  private static StartupException adminRefused(
      String key, ListenAddress.Tcp address, IOException e) {
    boolean forbidden =
        e instanceof BindException && String.valueOf(e.getMessage()).contains("Permission denied");
    StartupException.Cause cause =
        forbidden ? StartupException.Cause.PERMISSION : StartupException.Cause.ADDRESS;
    return new StartupException(cause, key + ": bind " + address + ": " + e.getMessage());
  }
}
