package io.preforkd.server.host;

import io.preforkd.config.DaemonSettings;
import io.preforkd.config.PoolSettings;
import io.preforkd.server.sys.DescriptorLimit;
import io.preforkd.server.sys.KernelException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How many descriptors the daemon needs for what it may have to do. */
final class DescriptorNeeds {
  private static final Logger LOG = LoggerFactory.getLogger("preforkd");

  /** A back-channel, two pipes and a pidfd, and what the spawn needs for a moment. */
  private static final long PER_CHILD = 5;

  /** Ours are numbered from 200; jars, listeners and admin clients come on top. */
  private static final long OWN = 400;

  /** Of a pool's hooks, each with a pipe and a pidfd. */
  private static final long HOOKS = 30;

  private DescriptorNeeds() {}

  private static long socketsOfSlots(PoolSettings pool) {
    return (long) Specs.slotsWithSockets(pool) * pool.listen().size();
  }

  /** Raises our limit as far as the hard limit allows, and says if that is not enough. */
  static void provideFor(DaemonSettings settings) throws KernelException {
    long children =
        Math.min(
            settings.maxChildren(), settings.pools().stream().mapToLong(PoolSettings::max).sum());
    long hooks =
        settings.pools().stream().filter(pool -> !pool.hooks().commands().isEmpty()).count();
    long ofSlots = settings.pools().stream().mapToLong(DescriptorNeeds::socketsOfSlots).sum();
    long managers =
        settings.pools().stream().filter(pool -> !pool.mayListen().addresses().isEmpty()).count();
    long sockets = ofSlots + SocketManager.MOST * managers;
    long needed = OWN + PER_CHILD * children + HOOKS * hooks + sockets;
    long limit = DescriptorLimit.raiseTo(needed);
    if (limit < needed) {
      LOG.warn(
          "{} descriptors are allowed and {} may be needed: children beyond that cannot be started;"
              + " raise the hard limit (systemd: LimitNOFILE) or lower max",
          limit,
          needed);
    }
  }
}
