package io.preforkd.server.admin;

import io.preforkd.server.view.DecisionText;
import io.preforkd.server.view.StatusTable;
import tools.jackson.databind.JsonNode;

/** The status as plain text: the table of {@code ctl status}, and the last decisions. */
final class StatusText {
  private static final int MOST = 20;

  private StatusText() {}

  static String of(JsonNode document) {
    StringBuilder text = new StringBuilder(StatusTable.of(document)).append("\nlast decisions\n");
    JsonNode decisions = document.path("decisions");
    for (int i = Math.max(0, decisions.size() - MOST); i < decisions.size(); i++) {
      text.append("  ").append(DecisionText.of(decisions.get(i))).append('\n');
    }
    return text.toString();
  }
}
