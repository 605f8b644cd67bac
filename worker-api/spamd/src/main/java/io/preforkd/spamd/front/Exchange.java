package io.preforkd.spamd.front;

import io.preforkd.spamd.protocol.Command;
import io.preforkd.spamd.protocol.Refusal;
import io.preforkd.spamd.protocol.Replies;
import io.preforkd.spamd.protocol.RequestLine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.OptionalLong;

/** One connection: one request and its answer. */
final class Exchange {
  private final Desk desk;
  private final Wire wire;
  private final Peer peer;
  private final Input input;
  private final long began = System.nanoTime();
  private final long atMost;
  private final Tally tally = new Tally();
  private boolean complete;

  /** Of the scanner; null if there is none. */
  private Exception fault;

  /**
   * A connection that has just been taken.
   *
   * @param atMost when the runtime ends it, on the scale of {@link System#nanoTime}
   */
  Exchange(Desk desk, Wire wire, Peer peer, OptionalLong atMost) {
    this.desk = desk;
    this.wire = wire;
    this.peer = peer;
    this.input = new Input(wire, desk.settings().limits());
    this.atMost = atMost.orElse(Wire.NEVER);
  }

  /**
   * Serves it, up to the closing, which is the caller's.
   *
   * @throws Exception that of a scanner that has failed
   */
  void run() throws Exception {
    desk.log().line("spamd: " + peer.greeting());
    try {
      respond();
      drain();
    } catch (IOException e) {
      desk.log().line("spamd: connection lost: " + e.getMessage());
    } finally {
      tally.countBy(desk.counts());
    }
    if (fault != null) {
      throw fault;
    }
  }

  private void respond() throws IOException {
    try {
      serve();
    } catch (Refusal e) {
      desk.log().line(e.logLine());
      refuse(e);
    } catch (ScannerFault e) {
      fault = e.thrown();
      refuse(Refusal.unavailable("the scanner failed"));
    }
  }

  private void refuse(Refusal refusal) throws IOException {
    wire.write(ByteBuffer.wrap(refusal.reply()));
    tally.refused(refusal);
  }

  private void serve() throws IOException, Refusal, ScannerFault {
    RequestLine request = awaitRequest();
    tally.asked(request.command());
    if (request.command().hasMessage()) {
      new Work(desk, wire, input, peer, tally, began, atMost).run(request);
    } else {
      greet(request);
    }
  }

  private RequestLine awaitRequest() throws IOException, Refusal {
    try {
      wire.until(Wire.after(desk.settings().timeoutTcp()));
      String line = input.line().orElseThrow(() -> Refusal.protocol("(closed before headers)"));
      String text = line.replaceFirst("\r?\n", "");
      return RequestLine.of(text).orElseThrow(() -> Refusal.protocol(text));
    } catch (TimeUp e) {
      throw tooSlow();
    }
  }

  /** Where spamd waits for the headers for ever. */
  private void greet(RequestLine request) throws IOException, Refusal {
    try {
      wire.until(Wire.after(desk.settings().timeoutTcp()));
      input.headers(request);
    } catch (TimeUp e) {
      throw tooSlow();
    }
    complete = request.hasHeaders() && !input.buffered().hasRemaining();
    if (request.command() == Command.PING) {
      wire.write(ByteBuffer.wrap(Replies.pong()));
      tally.replied(0);
    } else {
      desk.log().line("spamd: skipped large message in " + Job.secondsSince(began) + " seconds");
    }
  }

  /**
   * Reads what the client still sends: closing before would make the kernel reset the connection,
   * and the client lose its answer.
   */
  private void drain() {
    if (complete || input.isEnded() || desk.settings().drainTime() == 0) {
      return;
    }
    try {
      wire.endOutput();
      wire.until(Wire.after(desk.settings().drainTime()));
      long left = desk.settings().limits().message();
      while (left > 0 && input.hasMore()) {
        left -= input.buffered().remaining();
        input.buffered().position(input.buffered().limit());
      }
    } catch (IOException e) {
      // it has its answer, or does not want it
    }
  }

  private Refusal tooSlow() {
    int seconds = desk.settings().timeoutTcp();
    return Refusal.timeout("(" + seconds + " second socket timeout reading input from client)");
  }
}
