package dev.kizuki.stream.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs and verifies the content of the cookie of a session: the name, whether it may act, and the
 * end, with an HMAC (RFC 2104) by SHA-256. The key follows from the token files. So each instance
 * verifies the sessions of every other one, nothing is stored, and a changed file ends all
 * sessions.
 */
final class Sessions {
  static final Duration LENGTH = Duration.ofHours(12);

  private static final String ALGORITHM = "HmacSHA256";
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
  private static final Base64.Decoder DECODER = Base64.getUrlDecoder();

  private final Supplier<String> secret;
  private final Clock clock;

  /**
   * @param secret the content of the token files
   */
  Sessions(Supplier<String> secret, Clock clock) {
    this.secret = secret;
    this.clock = clock;
  }

  /** Returns the content of the cookie of a new session. */
  String begin(String name, boolean mayAct) {
    long end = clock.instant().plus(LENGTH).getEpochSecond();
    String facts =
        ENCODER.encodeToString(
            "%s %d %s".formatted(mayAct ? "act" : "view", end, name).getBytes(UTF_8));
    return facts + "." + ENCODER.encodeToString(sign(facts));
  }

  /** Returns who holds a cookie; empty if it is forged, or its session has ended. */
  Optional<Visitor> verify(String cookie) {
    int dot = cookie.indexOf('.');
    if (dot < 0) {
      return Optional.empty();
    }
    String facts = cookie.substring(0, dot);
    try {
      if (!MessageDigest.isEqual(sign(facts), DECODER.decode(cookie.substring(dot + 1)))) {
        return Optional.empty();
      }
      String[] words = new String(DECODER.decode(facts), UTF_8).split(" ", 3);
      Instant end = Instant.ofEpochSecond(Long.parseLong(words[1]));
      return end.isAfter(clock.instant())
          ? Optional.of(new Visitor(words[2], true, words[0].equals("act")))
          : Optional.empty();
    } catch (IllegalArgumentException | DateTimeException e) {
      // somebody made it up
      return Optional.empty();
    }
  }

  private byte[] sign(String facts) {
    try {
      byte[] key =
          MessageDigest.getInstance("SHA-256")
              .digest(("kizuki console session\n" + secret.get()).getBytes(UTF_8));
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      return mac.doFinal(facts.getBytes(UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
