package dev.kizuki.stream.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.kizuki.stream.config.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file of tokens. Each line is {@code name token}. Empty lines and lines that begin with # do not
 * count. The file is read again when it has changed. A changed file that cannot be used is logged,
 * and the tokens before it continue. Thread-safe.
 */
final class TokenFile {
  private static final Logger LOG = LoggerFactory.getLogger(TokenFile.class);
  private static final int SHORTEST = 16;
  private static final int LONGEST_NAME = 100;
  private static final long CHECK_NS = Duration.ofSeconds(1).toNanos();

  private final String key;
  private final Path file;
  private final LongSupplier clock;
  private Content content;
  private @Nullable Object stamp;
  private long checked;

  /** The lines, and the whole text as the base of the sessions' key. */
  private record Content(String text, List<Entry> entries) {}

  private record Entry(String name, String token) {}

  /**
   * @param key the configuration's key that names the file
   * @param clock the time in nanoseconds
   * @throws ConfigurationException if the file cannot be used
   */
  TokenFile(String key, Path file, LongSupplier clock) {
    this.key = key;
    this.file = file;
    this.clock = clock;
    stamp = stamp();
    content = read();
    checked = clock.getAsLong();
  }

  private @Nullable Object stamp() {
    try {
      var attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return List.of(
          attributes.lastModifiedTime(), attributes.size(), String.valueOf(attributes.fileKey()));
    } catch (IOException e) {
      return null;
    }
  }

  private Content read() {
    String text;
    try {
      text = Files.readString(file);
    } catch (IOException e) {
      throw wrong("cannot be read: " + e, e);
    }
    List<Entry> entries = new ArrayList<>();
    Set<String> tokens = new HashSet<>();
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      String stripped = line.strip();
      if (!stripped.isEmpty() && !stripped.startsWith("#")) {
        Entry entry = entry(number, stripped.split("\\s+"));
        if (!tokens.add(entry.token)) {
          throw wrong("line %d has the token of an earlier line".formatted(number), null);
        }
        entries.add(entry);
      }
    }
    if (entries.isEmpty()) {
      throw wrong("has no tokens: write one 'name token' on each line", null);
    }
    return new Content(text, List.copyOf(entries));
  }

  private Entry entry(int number, String[] words) {
    if (words.length != 2) {
      throw wrong(
          "line %d must be 'name token', it has %d words".formatted(number, words.length), null);
    }
    if (words[0].length() > LONGEST_NAME) {
      throw wrong(
          "line %d has a name of more than %d characters".formatted(number, LONGEST_NAME), null);
    }
    if (words[1].length() < SHORTEST) {
      throw wrong(
          "line %d has a token of %d characters, it needs at least %d: make one with 'openssl rand -hex 24'"
              .formatted(number, words[1].length(), SHORTEST),
          null);
    }
    return new Entry(words[0], words[1]);
  }

  private ConfigurationException wrong(String what, @Nullable Exception cause) {
    return new ConfigurationException("%s %s %s".formatted(key, file, what), cause);
  }

  private synchronized Content content() {
    long now = clock.getAsLong();
    if (now - checked >= CHECK_NS) {
      checked = now;
      Object found = stamp();
      if (found == null ? stamp != null : !found.equals(stamp)) {
        stamp = found;
        try {
          content = read();
          LOG.atInfo().addKeyValue("file", file).log("the tokens are read again");
        } catch (ConfigurationException e) {
          LOG.error("the earlier tokens continue: {}", e.getMessage());
        }
      }
    }
    return content;
  }

  /** Returns the name of a token. It compares with every token, so the time tells nothing. */
  Optional<String> name(String token) {
    byte[] given = token.getBytes(UTF_8);
    String found = null;
    for (Entry entry : content().entries) {
      if (MessageDigest.isEqual(given, entry.token.getBytes(UTF_8))) {
        found = entry.name;
      }
    }
    return Optional.ofNullable(found);
  }

  /** Returns the whole text of the file. */
  String text() {
    return content().text;
  }
}
