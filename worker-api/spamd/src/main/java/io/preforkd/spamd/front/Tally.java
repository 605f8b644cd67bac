package io.preforkd.spamd.front;

import io.preforkd.spamd.protocol.Command;
import io.preforkd.spamd.protocol.Refusal;
import io.preforkd.spamd.protocol.Tell;
import io.preforkd.spamd.protocol.Tell.MessageClass;
import io.preforkd.spamd.protocol.Tell.Store;
import io.preforkd.spamd.scan.Learned;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * What of one connection is to be counted; for the thread that serves it, and the watchdog while
 * that is in the scanner.
 */
final class Tally {
  private final List<String> learned = new ArrayList<>();
  private Optional<Command> command = Optional.empty();
  private OptionalInt code = OptionalInt.empty();
  private OptionalLong bytes = OptionalLong.empty();
  private OptionalDouble seconds = OptionalDouble.empty();
  private boolean isSpam;
  private boolean isBeyondLimit;
  private boolean counted;

  /** The client has asked for this. */
  void asked(Command what) {
    command = Optional.of(what);
  }

  /** It has sent a whole message. */
  void received(long length) {
    bytes = OptionalLong.of(length);
  }

  /** The message has been judged, so long after the client had come. */
  void judged(boolean spam, double after) {
    isSpam = spam;
    seconds = OptionalDouble.of(after);
  }

  /** This has been done of what the client wanted to be learned. */
  void learned(Tell tell, Learned done) {
    if (done.set().contains(Store.LOCAL)) {
      tell.messageClass().map(MessageClass::toString).ifPresent(learned::add);
    }
    addIf(done.set().contains(Store.REMOTE), "reported");
    addIf(done.removed().contains(Store.LOCAL), "forgotten");
    addIf(done.removed().contains(Store.REMOTE), "revoked");
  }

  private void addIf(boolean isDone, String what) {
    if (isDone) {
      learned.add(what);
    }
  }

  /** The client has been sent all of a reply with this code. */
  void replied(int with) {
    code = OptionalInt.of(with);
  }

  /** It has been told that it is refused. */
  void refused(Refusal refusal) {
    replied(refusal.code());
    isBeyondLimit = refusal.isOfLimit();
  }

  /** Has it counted, by whoever asks for it first: what comes later was too late. */
  void countBy(Consumer<Tally> counts) {
    if (!counted) {
      counted = true;
      counts.accept(this);
    }
  }

  Optional<Command> command() {
    return command;
  }

  OptionalInt code() {
    return code;
  }

  /** Empty if no whole message has come. */
  OptionalLong bytes() {
    return bytes;
  }

  /** Empty if there is no verdict. */
  OptionalDouble seconds() {
    return seconds;
  }

  /** The verdict. */
  boolean isSpam() {
    return isSpam;
  }

  List<String> learned() {
    return learned;
  }

  boolean isBeyondLimit() {
    return isBeyondLimit;
  }

  /** Whether the client has asked in vain; SKIP has no reply. */
  boolean isUnanswered() {
    return code.isEmpty() && command.filter(asked -> asked != Command.SKIP).isPresent();
  }
}
