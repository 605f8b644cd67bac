package io.preforkd.server.admin;

import io.preforkd.server.view.StatusDocument;
import io.preforkd.server.view.StatusReading;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import tools.jackson.databind.node.ObjectNode;

/** {@code /status} in its three forms. Made on the thread of whoever asks. */
public final class StatusPages {
  private static final String JSON = "application/json; charset=utf-8";
  private static final String AS_JSON = "json";
  private static final String AS_TEXT = "text";
  private static final Set<String> FORMS = Set.of("", AS_JSON, AS_TEXT);
  private static final String HTML = "text/html; charset=utf-8";
  private static final String MISLED =
      "by this name the status is not shown: ask for it by an address or as localhost; a proxy on"
          + " this machine has to send \"Host: localhost\"\n";
  private static final String WITHHELD =
      "shown on this machine only, as commands may hold secrets: ask by 127.0.0.1 or run preforkd"
          + " config";

  private final StatusSource source;
  private final String version;

  public StatusPages(StatusSource source, String version) {
    this.source = source;
    this.version = version;
  }

  /**
   * Answers.
   *
   * @param form what stands behind the question mark; empty for the page
   * @param visitor sees the configuration if it is near
   * @throws TimeoutException if the event loop does not answer
   */
  Answer answer(String form, Visitor visitor) throws TimeoutException, InterruptedException {
    if (visitor.isMisled()) {
      return Answer.text(421, MISLED);
    }
    return FORMS.contains(form)
        ? answer(form, visitor, source.take())
        : Answer.text(400, "try /status, /status?json or /status?text\n");
  }

  /** One at a time: with many children it takes a good part of the daemon's small heap. */
  private synchronized Answer answer(String form, Visitor visitor, StatusReading reading) {
    ObjectNode document = StatusDocument.of(reading, version);
    if (!visitor.isNear()) {
      document.putArray("config");
      document.put("config-withheld", WITHHELD);
    }
    return switch (form) {
      case AS_JSON -> hardened(Answer.ok(JSON, document + "\n"));
      case AS_TEXT -> hardened(Answer.ok(Answer.TEXT, StatusText.of(document)));
      default ->
          hardened(Answer.ok(HTML, StatusHtml.of(document)))
              .with("Content-Security-Policy", StatusAssets.get().policy());
    };
  }

  private static Answer hardened(Answer answer) {
    return answer
        .with("Cache-Control", "no-store")
        .with("X-Content-Type-Options", "nosniff")
        .with("Referrer-Policy", "no-referrer")
        .with("Cross-Origin-Resource-Policy", "same-origin");
  }
}
