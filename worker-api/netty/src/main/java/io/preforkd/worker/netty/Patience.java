package io.preforkd.worker.netty;

import io.netty.channel.EventLoop;
import io.preforkd.worker.protocol.Limits;

/** The time limits of connections, which the child keeps: PROTOCOL.md section 12. */
final class Patience {
  /**
   * From a deferred listener they have been silent for the time already, but for those that the
   * kernel does not defer while it is flooded: their request may be right behind.
   */
  private static final long GRACE_MILLIS = 2;

  private final Limits limits;
  private final Expiry firstByte;
  private final Expiry deferredFirstByte;
  private final Expiry slow;
  private final Expiry whole;

  Patience(EventLoop loop, Limits limits, TenantLog log) {
    this.limits = limits;
    long first = limits.firstByteMillis();
    this.firstByte = new Expiry(loop, first, Tenant::fail);
    this.deferredFirstByte = new Expiry(loop, Math.min(first, GRACE_MILLIS), Tenant::fail);
    this.slow = new Expiry(loop, limits.slowMillis(), log::slow);
    this.whole =
        new Expiry(
            loop,
            limits.connectionTimeoutMillis(),
            tenant -> {
              log.overdue(tenant);
              tenant.fail();
            });
  }

  /** Whether clients have to speak in time. */
  boolean isLimited() {
    return limits.firstByteMillis() > 0;
  }

  void begin(Tenant tenant) {
    firstByteOf(tenant).add(tenant);
    slow.add(tenant);
    whole.add(tenant);
  }

  void spoke(Tenant tenant) {
    firstByteOf(tenant).remove(tenant);
  }

  void end(Tenant tenant) {
    spoke(tenant);
    slow.remove(tenant);
    whole.remove(tenant);
  }

  private Expiry firstByteOf(Tenant tenant) {
    return limits.deferred().contains(tenant.listener()) ? deferredFirstByte : firstByte;
  }
}
