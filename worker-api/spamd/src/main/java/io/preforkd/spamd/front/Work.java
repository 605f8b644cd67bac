package io.preforkd.spamd.front;

import io.preforkd.spamd.protocol.Command;
import io.preforkd.spamd.protocol.Refusal;
import io.preforkd.spamd.protocol.Replies;
import io.preforkd.spamd.protocol.RequestHeaders;
import io.preforkd.spamd.protocol.RequestLine;
import io.preforkd.spamd.protocol.Tell;
import io.preforkd.spamd.scan.Learned;
import io.preforkd.spamd.scan.Message;
import io.preforkd.spamd.scan.Verdict;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;

/**
 * A command with a message, from its headers to its answer.
 *
 * @param tally what is counted of the connection
 * @param began when the connection was taken, on the scale of {@link System#nanoTime}
 * @param atMost when the runtime ends it
 */
record Work(Desk desk, Wire wire, Input input, Peer peer, Tally tally, long began, long atMost) {

  private static final int OK = 0;

  void run(RequestLine request) throws IOException, Refusal, ScannerFault {
    Refusal late = late(request.command());
    long deadline = Wire.after(desk.settings().timeoutChild());
    try {
      wire.until(deadline);
      RequestHeaders headers = input.headers(request);
      Optional<Tell> tell = tell(request, headers);
      try (Spool spool = new Body(input, desk.settings().limits()).read(headers)) {
        tally.received(spool.size());
        Job job = job(request, headers, spool, deadline);
        if (tell.isPresent()) {
          checkLength(headers, spool);
          tell(job, tell.get(), late);
        } else {
          job.logBegin();
          checkLength(headers, spool);
          scan(job, late);
        }
      }
    } catch (TimeUp e) {
      throw late;
    }
  }

  private void scan(Job job, Refusal late) throws IOException, ScannerFault {
    Optional<Result> result =
        inTime(job, late, () -> Result.of(desk.scanner().scan(job.message()), job));
    if (result.isPresent()) {
      tally.judged(result.get().verdict().isSpam(), job.seconds());
      wire.write(result.get().answer().toArray(ByteBuffer[]::new));
      tally.replied(OK);
      job.logVerdict(result.get().verdict());
    }
  }

  private void tell(Job job, Tell tell, Refusal late) throws IOException, Refusal, ScannerFault {
    Optional<Optional<Learned>> told =
        inTime(job, late, () -> desk.scanner().tell(job.message(), tell));
    if (told.isPresent()) {
      Learned learned = told.get().orElseThrow(Work::disabled);
      tally.learned(tell, learned);
      wire.write(ByteBuffer.wrap(Replies.told(learned.set(), learned.removed())));
      tally.replied(OK);
      job.logLearned(learned);
    }
  }

  private <T> Optional<T> inTime(Job job, Refusal late, Callable<T> scanning) throws ScannerFault {
    long deadline = job.message().deadline().orElse(Wire.NEVER);
    Answer answer = new Answer(desk, wire, tally);
    return desk.watchdog().within(deadline, answer, late, scanning);
  }

  /** Before the message, which nobody need send then. */
  private Optional<Tell> tell(RequestLine request, RequestHeaders headers) throws Refusal {
    if (request.command() != Command.TELL) {
      return Optional.empty();
    }
    if (!desk.settings().allowTell()) {
      throw disabled();
    }
    return Optional.of(headers.tell());
  }

  private static void checkLength(RequestHeaders headers, Spool spool) throws Refusal {
    if (headers.length().isPresent() && !headers.compressed()) {
      headers.length().get().check(spool.size());
    }
  }

  private Job job(RequestLine request, RequestHeaders headers, Spool spool, long deadline)
      throws Refusal {
    long end = Math.min(deadline, atMost);
    OptionalLong limit = end == Wire.NEVER ? OptionalLong.empty() : OptionalLong.of(end);
    Message message = new Message(spool.bytes(), headers.user(), limit);
    return new Job(desk, peer, request, message, began);
  }

  private Refusal late(Command command) {
    int seconds = desk.settings().timeoutChild();
    return Refusal.timeout("(" + seconds + " second timeout while trying to " + command + ")");
  }

  private static Refusal disabled() {
    return Refusal.unavailable("TELL commands are not enabled, set the --allow-tell switch.");
  }

  /** A verdict, and the answer made out of it while there was time. */
  private record Result(Verdict verdict, List<ByteBuffer> answer) {
    static Result of(Verdict verdict, Job job) {
      return new Result(verdict, Content.of(job.request(), verdict, job.message()));
    }
  }
}
