package io.preforkd.spamd.protocol;

import io.preforkd.spamd.protocol.Tell.Store;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Answers to requests that are carried out: the part before the text or message that is asked for.
 */
public final class Replies {
  private static final String OK = "SPAMD/1.1 0 EX_OK\r\n";

  private Replies() {}

  /** The whole answer to a PING. */
  public static byte[] pong() {
    return bytes("SPAMD/1.5 0 PONG\r\n");
  }

  /** The whole answer to a TELL. */
  public static byte[] told(Set<Store> set, Set<Store> removed) {
    return bytes(OK + line("DidSet", set) + line("DidRemove", removed) + "\r\n\r\n");
  }

  /**
   * What stands before the content of the answer to any other request.
   *
   * @param length bytes of the content
   */
  public static byte[] scanned(RequestLine request, double score, double threshold, long length) {
    String spam = spam(request.command(), score, threshold);
    return bytes(
        request.command().rewrites()
            ? rewritten(request, spam, length)
            : OK + (tellsLength(request) ? length(length) : "") + spam + "\r\n");
  }

  private static String rewritten(RequestLine request, String spam, long length) {
    if (!request.takesLength()) {
      return "SPAMD/1.0 0 EX_OK\r\n";
    }
    return OK + length(length) + (request.takesHeaders() ? spam : "") + "\r\n";
  }

  private static boolean tellsLength(RequestLine request) {
    return request.command() != Command.CHECK && request.takesHeaders();
  }

  private static String spam(Command command, double score, double threshold) {
    boolean isSpam = score >= threshold;
    String word =
        command == Command.REPORT_IFSPAM ? isSpam ? "Yes" : "No" : isSpam ? "True" : "False";
    return "Spam: "
        + word
        + " ; "
        + Points.score(score, threshold)
        + " / "
        + Points.text(threshold)
        + "\r\n";
  }

  private static String length(long length) {
    return "Content-length: " + length + "\r\n";
  }

  private static String line(String name, Set<Store> stores) {
    return stores.isEmpty() ? "" : name + ": " + list(stores) + "\r\n";
  }

  /** The stores as replies and log lines name them. */
  public static String list(Set<Store> stores) {
    return stores.stream().sorted().map(Store::toString).collect(Collectors.joining(","));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
