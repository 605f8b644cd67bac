package io.preforkd.server.child;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.preforkd.server.sys.WaitStatus;
import io.preforkd.worker.protocol.MetricReport;
import io.preforkd.worker.protocol.SocketRequest;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The events of a child, in words and in their order. */
final class RecordedEvents implements ChildEvents {
  final BlockingQueue<String> queue = new LinkedBlockingQueue<>();

  /** Takes the oldest event; waits for it. */
  String next() throws InterruptedException {
    return String.valueOf(queue.poll(10, TimeUnit.SECONDS));
  }

  void expect(String... events) throws InterruptedException {
    for (String event : events) {
      assertEquals(event, next());
    }
  }

  @Override
  public void greeted(boolean pong, boolean async, boolean free, boolean multi) {}

  @Override
  public void opened(long connections) {
    queue.add("opened " + connections);
  }

  @Override
  public void closed(long connections) {
    queue.add("closed " + connections);
  }

  @Override
  public void asked(SocketRequest request) {
    queue.add(request.toString());
  }

  @Override
  public void measured(MetricReport report) {
    queue.add("measured " + report.toJson() + " and not " + report.refused());
  }

  @Override
  public void idle() {
    queue.add("idle");
  }

  @Override
  public void busy() {
    queue.add("busy");
  }

  @Override
  public void acceptFailed(String why) {
    queue.add("accept failed " + why);
  }

  @Override
  public void leaving(LeaveReason reason) {
    queue.add("leaving " + reason);
  }

  @Override
  public void needsLonger(long millis) {
    queue.add("needs longer " + millis);
  }

  @Override
  public void pong(int nonce) {
    queue.add("pong " + nonce);
  }

  @Override
  public void brokeProtocol(String what) {
    queue.add("broke protocol: " + what);
  }

  @Override
  public void unresponsive() {
    queue.add("unresponsive");
  }

  @Override
  public void channelClosed() {
    queue.add("channel closed");
  }

  @Override
  public void exited(WaitStatus how) {
    queue.add("exited: " + how);
  }
}
