package io.preforkd.system.harness;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** All that a process has written, stdout and stderr, as it comes. */
public final class DaemonLog {
  private final List<String> lines = new ArrayList<>();
  private boolean hasEnded;

  DaemonLog(InputStream from) {
    Thread reader = new Thread(() -> read(from), "daemon-log");
    reader.setDaemon(true);
    reader.start();
  }

  /** The first line in which the pattern is found, now or later. */
  public Matcher await(String pattern) {
    return await(1, pattern);
  }

  /** The n-th line in which the pattern is found, counted from 1. */
  public synchronized Matcher await(int n, String pattern) {
    Pattern wanted = Pattern.compile(pattern);
    long deadline = System.nanoTime() + Patience.LIMIT.toNanos();
    for (int seen = 0, found = 0; ; seen++) {
      if (seen == lines.size()) {
        awaitMore(seen, deadline, pattern);
      }
      Matcher matcher = wanted.matcher(lines.get(seen));
      if (matcher.find() && ++found == n) {
        return matcher;
      }
    }
  }

  /** The lines so far in which the pattern is found. */
  public synchronized List<String> matching(String pattern) {
    Pattern wanted = Pattern.compile(pattern);
    return lines.stream().filter(line -> wanted.matcher(line).find()).toList();
  }

  public int count(String pattern) {
    return matching(pattern).size();
  }

  /** Waits until nobody can write any more. */
  void awaitEnd() {
    waitUntil(
        () -> hasEnded, System.nanoTime() + Patience.LIMIT.toNanos(), "the end of the output");
  }

  @Override
  public synchronized String toString() {
    return String.join("\n", lines);
  }

  private void awaitMore(int seen, long deadline, String pattern) {
    waitUntil(() -> seen < lines.size() || hasEnded, deadline, "a line like: " + pattern);
    if (seen == lines.size()) {
      throw new AssertionError("the process ended without a line like: " + pattern);
    }
  }

  private synchronized void waitUntil(BooleanSupplier condition, long deadline, String what) {
    while (!condition.getAsBoolean()) {
      long millis = (deadline - System.nanoTime()) / 1_000_000;
      if (millis <= 0) {
        throw new AssertionError("waited in vain for " + what);
      }
      try {
        wait(millis);
      } catch (InterruptedException e) {
        throw new AssertionError("interrupted while waiting for " + what, e);
      }
    }
  }

  private void read(InputStream from) {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(from, StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        add(line);
      }
    } catch (IOException e) {
      add("(the log cannot be read any more: " + e + ")");
    }
    end();
  }

  private synchronized void add(String line) {
    lines.add(line);
    notifyAll();
  }

  private synchronized void end() {
    hasEnded = true;
    notifyAll();
  }
}
