package dev.kizuki.stream.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.config.Configuration.Console;
import dev.kizuki.stream.config.Configuration.Http;
import dev.kizuki.stream.config.ConfigurationException;
import dev.kizuki.stream.metrics.ConsoleMetrics;
import dev.kizuki.stream.security.PasswordFile;
import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.Header;
import io.javalin.http.SameSite;
import java.net.URI;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides who may look and who may act: by the name that a trusted proxy sends, by the cookie of a
 * session, or, on a loopback address without token files, everybody on this machine.
 */
final class Gate {
  static final String PROXY_SECRET = "X-Kizuki-Proxy-Secret";
  static final String COOKIE = "kizuki-session";
  static final String LOCAL = "local";

  private static final int LONGEST_NAME = 100;
  private static final int SHORTEST_SECRET = 16;

  private final Http http;
  private final Console console;
  private final @Nullable TokenFile viewTokens;
  private final @Nullable TokenFile actTokens;
  private final Sessions sessions;
  private final LoginLimit limit;
  private final ConsoleMetrics metrics;

  /**
   * @throws ConfigurationException if a file of tokens or the secret cannot be used
   */
  Gate(Configuration configuration, ConsoleMetrics metrics, Clock clock, LongSupplier nanos) {
    http = configuration.http();
    console = configuration.console();
    viewTokens = tokens("console.viewTokenFile", console.viewTokenFile(), nanos);
    actTokens = tokens("console.actTokenFile", console.actTokenFile(), nanos);
    sessions = new Sessions(this::secret, clock);
    limit = new LoginLimit(clock);
    this.metrics = metrics;
    if (!console.userHeader().isEmpty()) {
      var unused = proxySecret();
    }
  }

  private static @Nullable TokenFile tokens(String key, String file, LongSupplier nanos) {
    return file.isEmpty() ? null : new TokenFile(key, Path.of(file), nanos);
  }

  private String secret() {
    return (viewTokens == null ? "" : viewTokens.text())
        + "\n\0\n"
        + (actTokens == null ? "" : actTokens.text());
  }

  private String proxySecret() {
    String secret = PasswordFile.read("console.proxySecretFile", console.proxySecretFile());
    if (secret.length() < SHORTEST_SECRET) {
      throw new ConfigurationException(
          "console.proxySecretFile %s holds a secret of %d characters, it needs at least %d"
              .formatted(console.proxySecretFile(), secret.length(), SHORTEST_SECRET));
    }
    return secret;
  }

  /** Returns who sends a request. */
  Visitor visitor(Context context) {
    return proxyUser(context).or(() -> session(context)).orElseGet(() -> withoutSession(context));
  }

  private Optional<Visitor> proxyUser(Context context) {
    if (console.userHeader().isEmpty()) {
      return Optional.empty();
    }
    String user = context.header(console.userHeader());
    String secret = context.header(PROXY_SECRET);
    if (user == null || user.isBlank() || secret == null) {
      return Optional.empty();
    }
    boolean trusted = MessageDigest.isEqual(secret.getBytes(UTF_8), proxySecret().getBytes(UTF_8));
    return trusted
        ? Optional.of(
            new Visitor(user.substring(0, Math.min(user.length(), LONGEST_NAME)), true, true))
        : Optional.empty();
  }

  private Optional<Visitor> session(Context context) {
    String cookie = hasTokens() ? context.cookie(COOKIE) : null;
    return cookie == null
        ? Optional.empty()
        : sessions.verify(cookie).map(known -> new Visitor(known.name(), true, known.mayAct()));
  }

  private boolean hasTokens() {
    return viewTokens != null || actTokens != null;
  }

  private boolean everybodyActs() {
    return !hasTokens() && http.isLoopback();
  }

  private Visitor withoutSession(Context context) {
    if (console.isProtected() || !http.isLoopback()) {
      return Visitor.STRANGER;
    }
    requireLocalHost(context);
    return everybodyActs() ? new Visitor(LOCAL, true, true) : new Visitor(null, true, false);
  }

  /** A foreign page could give its own name this machine's address (DNS rebinding). */
  private void requireLocalHost(Context context) {
    String name = hostName(context);
    if (!name.matches("localhost|127\\.[0-9.]+|\\[::1]") && !name.equals(publicHost())) {
      throw Problem.of(
          403,
          "the page must be opened as http://localhost:%d".formatted(context.req().getLocalPort()),
          "Use that address, or name the address of the page in http.publicUrl.");
    }
  }

  private static String hostName(Context context) {
    String host = context.header(Header.HOST);
    return host == null ? "" : host.replaceFirst(":[0-9]+$", "").toLowerCase(Locale.ROOT);
  }

  private String publicHost() {
    return http.publicUrl().isEmpty()
        ? "localhost"
        : String.valueOf(URI.create(http.publicUrl()).getHost()).toLowerCase(Locale.ROOT);
  }

  /** Returns whether one has to log in to look. */
  boolean needsToken() {
    return console.isProtected();
  }

  /**
   * Returns the visitor if they may look.
   *
   * @throws Problem if they may not
   */
  Visitor requireView(Context context) {
    Visitor visitor = visitor(context);
    if (!visitor.mayView()) {
      throw Problem.of(401, "nobody is logged in", "Log in with a token of console.viewTokenFile.");
    }
    return visitor;
  }

  /**
   * Returns the visitor if they may act.
   *
   * @throws Problem if they may not, or if another page sent the request
   */
  Visitor requireAct(Context context) {
    requireOwnPage(context);
    Visitor visitor = requireView(context);
    if (!visitor.mayAct() || visitor.name() == null) {
      throw Problem.of(
          403,
          visitor.name() == null
              ? "nobody is logged in who may act"
              : visitor.name() + " may look, but not act",
          "Log in with a token of console.actTokenFile.");
    }
    return visitor;
  }

  /**
   * Checks that this page sent a request, and not the page of somebody else (cross-site request
   * forgery).
   *
   * @throws Problem if not
   */
  void requireOwnPage(Context context) {
    String origin = context.header("Origin");
    boolean own =
        origin == null
            ? "same-origin".equals(context.header("Sec-Fetch-Site"))
            : isOwn(origin, context);
    if (!own) {
      throw Problem.of(
          403,
          "another page sent this request: origin " + origin,
          "Use the page of this server. A program must send the header 'Origin' with the address of"
              + " the server; behind a proxy, name the address in http.publicUrl.");
    }
    String type = context.contentType();
    if (context.method().equals(io.javalin.http.HandlerType.POST)
        && (type == null || !type.split(";", 2)[0].strip().equalsIgnoreCase("application/json"))) {
      throw Problem.of(415, "the content type is %s".formatted(type), "Send application/json.");
    }
  }

  private boolean isOwn(String origin, Context context) {
    String host = context.header(Header.HOST);
    return origin.equalsIgnoreCase("http://" + host)
        || origin.equalsIgnoreCase("https://" + host)
        || (!http.publicUrl().isEmpty() && origin.equalsIgnoreCase(originOf(http.publicUrl())));
  }

  private static String originOf(String url) {
    return url.replaceFirst("^(https?://[^/]*).*$", "$1");
  }

  /**
   * Begins a session.
   *
   * @throws Problem if the token is not known, or if there were too many failures
   */
  void logIn(Context context, String token) {
    requireOwnPage(context);
    String address = context.ip();
    limit.require(address);
    Optional<String> actor = actTokens == null ? Optional.empty() : actTokens.name(token);
    Optional<String> viewer = viewTokens == null ? Optional.empty() : viewTokens.name(token);
    String name =
        actor
            .or(() -> viewer)
            .orElseThrow(
                () -> {
                  limit.failed(address);
                  metrics.failedLogin();
                  return Problem.of(
                      401, "the token is not known", "Ask the person who runs Kizuki for a token.");
                });
    context.cookie(
        cookie(
            context, sessions.begin(name, actor.isPresent()), (int) Sessions.LENGTH.toSeconds()));
  }

  /** Ends a session. */
  void logOut(Context context) {
    requireOwnPage(context);
    context.cookie(cookie(context, "", 0));
  }

  private Cookie cookie(Context context, String value, int seconds) {
    boolean secure = context.scheme().equals("https") || http.publicUrl().startsWith("https://");
    return new Cookie(COOKIE, value, "/", seconds, secure, true, null, SameSite.STRICT);
  }
}
