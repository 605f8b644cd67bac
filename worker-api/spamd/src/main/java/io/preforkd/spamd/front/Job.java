package io.preforkd.spamd.front;

import io.preforkd.spamd.protocol.Points;
import io.preforkd.spamd.protocol.Replies;
import io.preforkd.spamd.protocol.RequestLine;
import io.preforkd.spamd.protocol.Tell.Store;
import io.preforkd.spamd.scan.Learned;
import io.preforkd.spamd.scan.Message;
import io.preforkd.spamd.scan.Verdict;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the log says of one message.
 *
 * @param began when the connection was taken, on the scale of {@link System#nanoTime}
 */
record Job(Desk desk, Peer peer, RequestLine request, Message message, long began) {
  private static final double NANOS = 1e9;
  private static final String UNKNOWN = "(unknown)";

  /** Before the message is judged. */
  void logBegin() {
    String again = resent().isEmpty() ? "" : " aka " + resent();
    String what = request.command().name().equals("PROCESS") ? "processing" : "checking";
    desk.log().line("spamd: " + what + " message " + id() + again + " for " + userAndUid());
  }

  /** Once it is. */
  void logVerdict(Verdict verdict) {
    String score = Points.score(verdict.score(), verdict.threshold());
    String required = Points.text(verdict.threshold());
    String what = verdict.isSpam() ? "identified spam" : "clean message";
    desk.log()
        .line(
            "spamd: "
                + what
                + " ("
                + score
                + "/"
                + required
                + ") for "
                + userAndUid()
                + spent()
                + ".");
    desk.log()
        .line(
            "spamd: result: "
                + (verdict.isSpam() ? "Y " : ". ")
                + wide((long) verdict.score())
                + " - "
                + verdict.symbols().stream().sorted().collect(Collectors.joining(","))
                + " "
                + details(required));
  }

  /** Once it is learned. */
  void logLearned(Learned learned) {
    String what = done("Setting", learned.set()) + done("Removing", learned.removed());
    desk.log()
        .line(
            "spamd: Tell:"
                + (what.isEmpty() ? " Did nothing " : what)
                + "for "
                + userAndUid()
                + spent());
  }

  private String spent() {
    return " in " + secondsSince(began) + " seconds, " + message.size() + " bytes";
  }

  /** At least two characters. */
  private static String wide(long score) {
    String text = Long.toString(score);
    return text.length() < 2 ? " " + text : text;
  }

  private static String done(String what, Set<Store> at) {
    return at.isEmpty() ? "" : " " + what + " " + Replies.list(at) + " ";
  }

  private String details(String required) {
    return String.join(
        ",",
        "scantime=" + secondsSince(began),
        "size=" + message.size(),
        "user=" + user(),
        "uid=" + desk.uid(),
        "required_score=" + required,
        "rhost=" + peer.host(),
        "raddr=" + peer.address(),
        "rport=" + peer.port(),
        "mid=" + inDetails(id()) + (resent().isEmpty() ? "" : ",rmid=" + inDetails(resent())),
        "autolearn=disabled");
  }

  private static String inDetails(String id) {
    return id.replaceAll("[\\x00-\\x20,]", "_");
  }

  private String id() {
    String id = MessageId.of(message.header("Message-Id"));
    return id.isEmpty() ? UNKNOWN : id;
  }

  private String resent() {
    return MessageId.of(message.header("Resent-Message-Id"));
  }

  private String user() {
    return message.user().isEmpty() ? UNKNOWN : message.user();
  }

  private String userAndUid() {
    return user() + ":" + desk.uid();
  }

  /** Since the connection was taken. */
  double seconds() {
    return (System.nanoTime() - began) / NANOS;
  }

  /** On the scale of {@link System#nanoTime}, with one decimal. */
  static String secondsSince(long begin) {
    return Points.text((System.nanoTime() - begin) / NANOS);
  }
}
