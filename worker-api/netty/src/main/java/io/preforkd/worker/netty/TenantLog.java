package io.preforkd.worker.netty;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * What is said of connections: of slow ones and of those that are cut off at most once in ten
 * seconds, since what makes one slow makes all of them slow.
 */
final class TenantLog {
  private static final long PAUSE = TimeUnit.SECONDS.toNanos(10);
  private static final double SECOND = 1e9;

  private final String identity;
  private long lastSlow = System.nanoTime() - PAUSE;
  private long lastOverdue = lastSlow;

  TenantLog(String identity) {
    this.identity = identity;
  }

  void slow(Tenant tenant) {
    long now = System.nanoTime();
    if (now - lastSlow >= PAUSE) {
      lastSlow = now;
      print("is slow", tenant, now);
    }
  }

  void overdue(Tenant tenant) {
    long now = System.nanoTime();
    if (now - lastOverdue >= PAUSE) {
      lastOverdue = now;
      print("reaches connection-timeout", tenant, now);
    }
  }

  /** One text, so that the parent's log shows it in one piece. */
  void failed(Throwable cause) {
    StringWriter text = new StringWriter();
    text.append(identity).append(" connection failed: ");
    cause.printStackTrace(new PrintWriter(text, true));
    System.err.println(text.toString().stripTrailing());
  }

  /** No thread waits for it, so there is no stack; its handlers are what tells most. */
  private void print(String symptom, Tenant tenant, long now) {
    System.err.println(
        String.format(
            Locale.ROOT,
            "%s %s: %.1f s with one connection, from %s, in %s",
            identity,
            symptom,
            tenant.age(now) / SECOND,
            tenant.channel().remoteAddress(),
            tenant.channel().pipeline().names()));
  }
}
