package io.preforkd.server.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.Headers;
import io.preforkd.server.snapshot.PoolSnapshot;
import io.preforkd.server.view.StatusReading;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The status in its forms, without a daemon. */
class StatusPagesTest {
  private static final String HOSTILE = "<img src=x onerror='alert(1)'>&\"";

  private static Answer answer(String form, PoolSnapshot... pools) throws Exception {
    return new StatusPages(() -> Readings.status(pools), "1.2.3").answer(form, from("127.0.0.1"));
  }

  private static Visitor from(String peer) throws UnknownHostException {
    return new Visitor(InetAddress.getAllByName(peer)[0], new Headers());
  }

  private static JsonNode json(PoolSnapshot... pools) throws Exception {
    return JsonMapper.shared().readTree(answer("json", pools).body());
  }

  private static List<String> found(String pattern, String text) {
    List<String> found = new ArrayList<>();
    Matcher matcher = Pattern.compile(pattern, Pattern.DOTALL).matcher(text);
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return found;
  }

  @Test
  void jsonSaysWhatCtlStatusSays() throws Exception {
    JsonNode json = json(Readings.pool(true));
    assertTrue(json.path("ok").asBoolean());
    assertEquals("1.2.3", json.path("daemon").path("version").asString());
    assertEquals("ready", json.path("daemon").path("state").asString());
    JsonNode pool = json.path("pools").path(0);
    assertEquals("web", pool.path("name").asString());
    assertEquals(5, pool.path("busy").asInt());
    assertEquals(30, pool.path("accepted").asInt());
    assertEquals(50L << 20, pool.path("slots").path(0).path("memory").asLong());
    assertFalse(pool.path("slots").path(1).has("memory"));
  }

  @Test
  void jsonSaysMore() throws Exception {
    JsonNode pool = json(Readings.pool(true)).path("pools").path(0);
    assertTrue(pool.path("degraded").asBoolean());
    assertEquals(0.3, pool.path("backoff").asDouble());
    assertEquals("dynamic", pool.path("limits").path("mode").asString());
    assertEquals(9, pool.path("queues").path(0).path("length").asInt());
    assertEquals(2, pool.path("exits").path("shrink").asInt());
    JsonNode death = pool.path("deaths").path(0);
    assertEquals("signal", death.path("cause").asString());
    assertEquals("SIGSEGV with a core file", death.path("how").asString());
    assertEquals(4, death.path("connections").asInt());
    assertEquals(1, death.path("lost").asInt());
  }

  @Test
  void everyColumnOfTheHistoryHasAValueForEachMoment() throws Exception {
    JsonNode history = json(Readings.pool(true)).path("pools").path(0).path("history");
    history
        .properties()
        .forEach(column -> assertEquals(2, column.getValue().size(), column::getKey));
    assertEquals(20.0, history.path("ago").path(0).asDouble(), 5);
    assertEquals(5, history.path("busy").path(1).asInt());
    assertEquals(9, history.path("backlog").path(1).asInt());
    assertEquals(0.0, history.path("accepted-per-second").path(1).asDouble());
  }

  @Test
  void decisionsAreInWords() throws Exception {
    JsonNode decision = json(Readings.pool(true)).path("decisions").path(0);
    assertEquals("2023-11-14T22:13:20Z", decision.path("time").asString());
    assertTrue(
        decision.path("words").asString().startsWith("started slot 2 (gen 18), since 3 wait"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "json"})
  void secretsStayWhereTheyAre(String form) throws Exception {
    String body = answer(form, Readings.pool(true)).body();
    assertFalse(body.contains("hunter"), body);
    assertTrue(body.contains("password: (hidden) # preforkd.yaml:2"), body);
    assertTrue(body.contains("TOKEN: (hidden)"), body);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "json", "text"})
  void whoeverIsElsewhereSeesNoConfiguration(String form) throws Exception {
    StatusPages pages = new StatusPages(() -> Readings.status(Readings.pool(true)), "1.2.3");
    String body = pages.answer(form, from("192.0.2.1")).body();
    assertFalse(body.contains("command:"), body);
    assertEquals(!form.equals("text"), body.contains("shown on this machine only"), body);
  }

  @Test
  void textHasTheTableAndTheDecisions() throws Exception {
    Answer answer = answer("text", Readings.pool(true));
    assertEquals("text/plain; charset=utf-8", answer.headers().get("Content-Type"));
    assertTrue(answer.body().contains("\npool=web ready, saturated, held at 8\n"), answer.body());
    assertTrue(answer.body().contains(" web: started slot 2 (gen 18), since 3 waited"));
  }

  @Test
  void thePageIsCompleteWithoutItsScript() throws Exception {
    String page = answer("", Readings.pool(true)).body();
    assertTrue(page.startsWith("<!doctype html>\n<html lang=\"en\">"));
    for (String words :
        List.of(
            "<h2 id=\"pool-0-name\">web</h2>",
            "saturated: web",
            "aria-label=\"Slots: 1 busy, 1 idle, ",
            "Backlog in the last 5 minutes: connections that wait now 9, at most 9;",
            "<td>SIGSEGV with a core file</td>",
            "<td>started slot 2 (gen 18)",
            "H600V100H",
            "min-spare")) {
      assertTrue(page.contains(words), words);
    }
  }

  @Test
  void nothingFromOutsideIsMarkup() throws Exception {
    String page = answer("", Readings.pool(HOSTILE)).body();
    assertFalse(page.contains("<img"), page);
    assertTrue(page.contains("&lt;img src=x onerror=&#39;alert(1)&#39;&gt;&amp;&quot;"), page);
    assertTrue(page.contains("&lt;b&gt;"), "the worker's arguments");
  }

  @Test
  void elementsAreClosedAndIdsAreThereOnce() throws Exception {
    String page = answer("", Readings.pool(true), Readings.pool("other")).body();
    for (String tag : List.of("div", "section", "table", "tr", "svg", "figure", "span", "main")) {
      int opened = page.split("<" + tag + "[ >]", -1).length;
      assertEquals(opened, page.split("</" + tag + ">", -1).length, tag);
    }
    List<String> ids = found(" id=\"([^\"]*)\"", page);
    Set<String> once = new HashSet<>(ids);
    assertEquals(once.size(), ids.size(), ids::toString);
    assertTrue(once.containsAll(found(" aria-labelledby=\"([^\"]*)\"", page)));
  }

  @Test
  void theBrowserMayLoadAndRunNothingElse() throws Exception {
    Answer answer = answer("", Readings.pool(true));
    String policy = answer.headers().get("Content-Security-Policy");
    assertTrue(policy.startsWith("default-src 'none'; "), policy);
    assertTrue(policy.contains("script-src " + hash("script", answer.body())), policy);
    assertTrue(policy.contains("style-src " + hash("style", answer.body())), policy);
    assertFalse(policy.contains("unsafe"), policy);
    assertEquals(List.of(), found("(<[^>]* (?:style|on[a-z]+)=[^>]*>)", markup(answer.body())));
    assertEquals(List.of(), found("((?:src|href)=\"(?:https?:|//)[^\"]*)", answer.body()));
  }

  private static String markup(String page) {
    return page.replaceAll("(?s)<(script|style)>.*?</\\1>", "");
  }

  private static String hash(String tag, String page) throws Exception {
    String text = found("<" + tag + ">(.*?)</" + tag + ">", page).get(0);
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "json", "text"})
  void isNeitherKeptNorGuessedNorLentOut(String form) throws Exception {
    Answer answer = answer(form, Readings.pool(true));
    assertEquals(200, answer.status());
    assertEquals("no-store", answer.headers().get("Cache-Control"));
    assertEquals("nosniff", answer.headers().get("X-Content-Type-Options"));
    assertEquals("no-referrer", answer.headers().get("Referrer-Policy"));
    assertEquals("same-origin", answer.headers().get("Cross-Origin-Resource-Policy"));
  }

  @Test
  void namesItsFormsToWhoeverAsksForAnother() throws Exception {
    Answer answer = answer("xml");
    assertEquals(400, answer.status());
    assertEquals("try /status, /status?json or /status?text\n", answer.body());
  }

  @Test
  void aPoolWithoutAPastOrChildrenHasItsSectionAllTheSame() throws Exception {
    StatusReading full = Readings.status(Readings.pool(true));
    StatusReading bare =
        new StatusReading(
            Readings.detail(Readings.pool(false)), Map.of(), List.of(), List.of(), full.config());
    String page = new StatusPages(() -> bare, "1.2.3").answer("", from("127.0.0.1")).body();
    assertEquals(4, page.split("No sample yet", -1).length - 1);
    assertTrue(page.contains("none since the daemon began"), page);
    assertTrue(page.contains(">none yet<"), page);
  }
}
