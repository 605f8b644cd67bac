package io.preforkd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.system.harness.Admin;
import io.preforkd.system.harness.Chromium;
import io.preforkd.system.harness.Client;
import io.preforkd.system.harness.Patience;
import io.preforkd.system.harness.Preforkd;
import io.preforkd.system.harness.Stage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The status page in a real browser. */
@Tag("once")
class StatusPageTest {
  private static final int SCROLL_BAR = 20;
  private static final String CONFIGURATION =
      Workers.web(Workers.PERL, "mode: static", "max: 3")
          + Workers.pool("other", "127.0.0.1:@OTHER@", Workers.PERL, "max: 4");

  /** Turns come thirty times as often, and it is known whether another one will come. */
  private static final String QUICKLY =
      """
      window.pending = new Set();
      const later = window.setTimeout, never = window.clearTimeout;
      window.setTimeout = (task, time) => {
        const id = later(() => { pending.delete(id); task(); }, time / 30);
        pending.add(id);
        return id;
      };
      window.clearTimeout = (id) => { pending.delete(id); never(id); };
      """;

  private static final String FITS =
      "(root => root.scrollWidth <= root.clientWidth)(document.documentElement)";

  @RegisterExtension final Stage stage = new Stage();

  /** A daemon that has served, and in which somebody has died. */
  private Preforkd start() throws IOException {
    Preforkd daemon = stage.start(CONFIGURATION);
    assertTrue(Client.get(daemon.port()).endsWith("hello\n"));
    kill(daemon, 1);
    Patience.until("a sample", () -> !status(daemon, "json").contains("\"ago\":[]"));
    return daemon;
  }

  private static void kill(Preforkd daemon, int slot) {
    long pid = daemon.idleChild("web", slot).pid();
    daemon.child("web", slot).signal("KILL");
    daemon.log().await("pid=" + pid + " ended: SIGKILL");
  }

  private static String status(Preforkd daemon, String form) {
    try {
      return Admin.at(daemon.port("ADMIN")).get("/status?" + form).body();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String address(Preforkd daemon) {
    return "http://127.0.0.1:" + daemon.port("ADMIN") + "/status";
  }

  private static String text(Chromium browser, String selector) {
    return browser.evaluate("document.querySelector('" + selector + "').textContent").asString();
  }

  private static void awaitRenewal(Chromium browser) {
    String before = text(browser, "#as-of");
    Patience.until("a renewed page", () -> !text(browser, "#as-of").equals(before));
  }

  @ParameterizedTest
  @CsvSource({"360, light", "360, dark", "1440, light", "1440, dark"})
  void canBeReadByEverybody(int width, String scheme) throws Exception {
    Preforkd daemon = start();
    try (Chromium browser = Chromium.start(stage).looks(width, scheme).preparedBy(QUICKLY)) {
      browser.open(address(daemon));
      assertEquals(scheme.equals("dark"), isDark(browser));
      awaitRenewal(browser);
      assertEquals(List.of(), browser.complaints());
      assertEquals(Set.of(address(daemon)), Set.copyOf(pagesOf(browser)));
      assertEquals(width, browser.evaluate("innerWidth").asInt());
      assertTrue(browser.evaluate(FITS).asBoolean(), "it has to be scrolled sideways");
      assertTrue(text(browser, "#pool-0-deaths").contains("SIGKILL"));
      Path picture = browser.picture("status-" + width + "-" + scheme);
      int shown = ImageIO.read(picture.toFile()).getWidth();
      assertTrue(shown <= width && shown >= width - SCROLL_BAR, shown + " wide");
      browser.bypassingPolicy().open(address(daemon));
      browser.evaluate("document.querySelector('details').open = true");
      assertEquals("[]", browser.faults().toString());
      browser.evaluate("document.documentElement.removeAttribute('lang')");
      assertTrue(browser.faults().toString().contains("html-has-lang"), "it would be noticed");
    }
  }

  private static List<String> pagesOf(Chromium browser) {
    return browser.requests().stream().filter(url -> !url.startsWith("data:")).toList();
  }

  private static boolean isDark(Chromium browser) {
    String ground = "getComputedStyle(document.body).backgroundColor.match(/\\d+/)[0]";
    return browser.evaluate("Number(" + ground + ")").asInt() < 128;
  }

  @Test
  void renewsWhatHasChangedAndLeavesTheFocusWhereItIs() throws Exception {
    Preforkd daemon = start();
    try (Chromium browser = Chromium.start(stage).looks(1440, "light").preparedBy(QUICKLY)) {
      browser.open(address(daemon));
      browser.evaluate("document.querySelector('#pool-0 .scroll').focus(); window.mark = 1");
      kill(daemon, 2);
      Patience.until(
          "a second death", () -> text(browser, "#pool-0-deaths").split("SIGKILL", -1).length == 3);
      assertEquals(1, browser.evaluate("window.mark").asInt(), "it was not loaded anew");
      assertTrue(browser.evaluate("document.activeElement.matches('#pool-0 .scroll')").asBoolean());
      stage.rewrite(daemon, Workers.web(Workers.PERL, "mode: static", "max: 3"));
      stage.control("reload");
      Patience.until(
          "one pool",
          () -> browser.evaluate("document.querySelectorAll('.pool').length").asInt() == 1);
      assertEquals(List.of(), browser.complaints());
    }
  }

  @Test
  void pausesByKeyboardAndGoesOn() throws Exception {
    Preforkd daemon = start();
    try (Chromium browser = Chromium.start(stage).looks(1440, "light").preparedBy(QUICKLY)) {
      browser.open(address(daemon));
      browser.evaluate("document.getElementById('pause').focus()");
      browser.press(" ", 32, " ");
      assertEquals("true", pressed(browser));
      Patience.until("no turn to come", () -> browser.evaluate("pending.size").asInt() == 0);
      browser.press(" ", 32, " ");
      assertEquals("false", pressed(browser));
      awaitRenewal(browser);
    }
  }

  private static String pressed(Chromium browser) {
    return browser
        .evaluate("document.getElementById('pause').getAttribute('aria-pressed')")
        .asString();
  }

  @Test
  void everyControlIsReachedByTheTabKey() throws Exception {
    Preforkd daemon = start();
    try (Chromium browser = Chromium.start(stage).looks(360, "light")) {
      browser.open(address(daemon));
      Set<String> reached = new LinkedHashSet<>();
      do {
        browser.press("Tab", 9, "");
      } while (reached.add(focused(browser)));
      for (String control :
          List.of(
              "Skip to the pools",
              "Pause",
              "#pool-1",
              "Children of pool web",
              "Last deaths in pool other",
              "Last decisions",
              "Each value, and where it came from",
              "/status?json")) {
        assertTrue(reached.contains(control), () -> control + " is not among " + reached);
      }
    }
  }

  private static String focused(Chromium browser) {
    return browser
        .evaluate(
            "(one => one.getAttribute('aria-label') || (one.className === 'skip' ? one.textContent"
                + " : one.getAttribute('href')) || one.textContent)(document.activeElement)")
        .asString();
  }

  @Test
  void saysThatNobodyAnswersAndKeepsWhatItHas() throws Exception {
    Preforkd daemon = start();
    try (Chromium browser = Chromium.start(stage).looks(360, "light").preparedBy(QUICKLY)) {
      browser.open(address(daemon));
      assertEquals("", text(browser, "#contact"));
      assertEquals(0, daemon.stop());
      Patience.until("a word", () -> text(browser, "#contact").startsWith("No answer since "));
      assertTrue(text(browser, "#pool-0-deaths").contains("SIGKILL"));
    }
  }

  @Test
  void isCompleteWithoutScript() throws Exception {
    Preforkd daemon = start();
    try (Chromium browser = Chromium.start(stage).looks(360, "light").withoutScript()) {
      browser.open(address(daemon));
      String page = browser.markup("body");
      assertTrue(page.contains("SIGKILL"), page);
      assertTrue(page.contains("<svg viewBox=\"0 0 600 100\""), page);
      assertTrue(browser.markup("#pause").contains("hidden"));
      assertEquals(List.of(), browser.complaints());
    }
  }

  @Test
  void doesNotMoveForWhoeverWantsNoMotion() throws Exception {
    Preforkd daemon = start();
    try (Chromium browser = Chromium.start(stage)) {
      String moves = "getComputedStyle(document.documentElement).scrollBehavior";
      assertEquals("smooth", browser.open(address(daemon)).evaluate(moves).asString());
      browser.prefers("prefers-reduced-motion", "reduce");
      assertEquals("auto", browser.evaluate(moves).asString());
    }
  }

  @Test
  void anUpgradeBeginsTheHourAnew() throws IOException {
    Preforkd daemon = start();
    stage.control("upgrade");
    Patience.until("a sample", () -> !status(daemon, "json").contains("\"ago\":[]"));
    String json = status(daemon, "json");
    assertFalse(json.contains("\"how\":\"SIGKILL\""), json);
  }

  @Test
  void theHourOutlivesAReload() throws IOException {
    Preforkd daemon = start();
    String first = status(daemon, "json").replaceAll("(?s).*\"ago\":\\[([0-9]+).*", "$1");
    stage.control("reload", "--all");
    String json = status(daemon, "json");
    assertFalse(json.contains("\"ago\":[]"), json);
    String now = json.replaceAll("(?s).*\"ago\":\\[([0-9]+).*", "$1");
    assertTrue(Integer.parseInt(now) >= Integer.parseInt(first), json);
    assertTrue(json.contains("\"cause\":\"signal\""), json);
  }
}
