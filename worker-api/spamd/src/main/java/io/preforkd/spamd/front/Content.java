package io.preforkd.spamd.front;

import io.preforkd.spamd.protocol.Replies;
import io.preforkd.spamd.protocol.RequestLine;
import io.preforkd.spamd.scan.Message;
import io.preforkd.spamd.scan.Verdict;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Makes the answer to a request out of a verdict. */
final class Content {
  private Content() {}

  /** The whole answer, in parts. */
  static List<ByteBuffer> of(RequestLine request, Verdict verdict, Message message) {
    List<ByteBuffer> content = content(request, verdict, message);
    long length = content.stream().mapToLong(ByteBuffer::remaining).sum();
    List<ByteBuffer> answer = new ArrayList<>();
    answer.add(
        ByteBuffer.wrap(Replies.scanned(request, verdict.score(), verdict.threshold(), length)));
    answer.addAll(content);
    return answer;
  }

  private static List<ByteBuffer> content(RequestLine request, Verdict verdict, Message message) {
    return switch (request.command()) {
      case PROCESS -> verdict.rewritten(message);
      case HEADERS -> head(verdict.rewritten(message));
      case SYMBOLS -> text(symbols(request, verdict));
      case REPORT -> text(verdict.report());
      case REPORT_IFSPAM -> text(verdict.isSpam() ? verdict.report() : "");
      default -> List.of();
    };
  }

  private static String symbols(RequestLine request, Verdict verdict) {
    return String.join(",", verdict.symbols()) + (request.takesHeaders() ? "" : "\r\n");
  }

  private static List<ByteBuffer> text(String text) {
    return List.of(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** Up to the first empty line and with it. */
  private static List<ByteBuffer> head(List<ByteBuffer> message) {
    List<ByteBuffer> head = new ArrayList<>();
    int lineFeeds = 0; // in a row, with carriage returns between them
    for (ByteBuffer part : message) {
      ByteBuffer all = part.slice();
      for (int i = 0; i < all.limit(); i++) {
        byte b = all.get(i);
        lineFeeds = b == '\n' ? lineFeeds + 1 : b == '\r' ? lineFeeds : 0;
        if (lineFeeds == 2) {
          head.add(all.slice(0, i + 1));
          return head;
        }
      }
      head.add(all);
    }
    return head;
  }
}
