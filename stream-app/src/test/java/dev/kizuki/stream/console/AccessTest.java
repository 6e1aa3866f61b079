package dev.kizuki.stream.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kizuki.stream.config.ConfigurationException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTest {
  private static final String VIEW = "view-token-0123456789";
  private static final String ACT = "act-token-0123456789";
  private static final String ACKNOWLEDGE = "{\"action\":\"acknowledge\"}";

  @TempDir private Path folder;

  @BeforeEach
  void writeTokens() throws Exception {
    Files.writeString(folder.resolve("view"), "# the hall\nhall " + VIEW + "\n");
    Files.writeString(folder.resolve("act"), "eve " + ACT + "\n\nbob another-token-0123456789\n");
    Files.writeString(folder.resolve("secret"), "proxy-secret-0123456789\n");
  }

  private ConsoleServer withTokens() {
    ConsoleServer server =
        new ConsoleServer(
            "console: {enabled: true, viewTokenFile: %s, actTokenFile: %s}"
                .formatted(folder.resolve("view"), folder.resolve("act")));
    server.view.incident(Facts.incident("1", "a"));
    return server;
  }

  private static HttpResponse<String> logIn(ConsoleServer server, String token) throws Exception {
    return server.post("/api/session", "{\"token\":\"%s\"}".formatted(token));
  }

  private static String cookie(HttpResponse<?> response) {
    return response.headers().firstValue("set-cookie").orElseThrow().split(";", 2)[0];
  }

  @Test
  void nothingIsShownBeforeTheLogIn() throws Exception {
    try (ConsoleServer server = withTokens()) {
      for (String path :
          new String[] {
            "/api/now", "/api/events", "/api/incidents/1", "/api/incidents/1/image", "/api/rejected"
          }) {
        assertThat(server.get(path).statusCode()).as(path).isEqualTo(401);
      }
      assertThat(server.post("/api/incidents/1/actions", ACKNOWLEDGE).statusCode()).isEqualTo(401);
      assertThat(server.get("/").statusCode()).isEqualTo(200);
      assertThat(server.get("/api/me").body())
          .contains("\"mayView\":false", "\"needsToken\":true")
          .doesNotContain("mqttBroker");
    }
  }

  @Test
  void aTokenLetsLookAndTheCookieIsProtected() throws Exception {
    try (ConsoleServer server = withTokens()) {
      HttpResponse<String> login = logIn(server, VIEW);
      assertThat(login.statusCode()).isEqualTo(204);
      assertThat(login.headers().firstValue("set-cookie").orElseThrow())
          .contains("HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=43200")
          .doesNotContain("Secure", VIEW);
      String cookie = cookie(login);
      assertThat(server.bytes("/api/now", "Cookie", cookie).statusCode()).isEqualTo(200);
      HttpResponse<String> refused =
          server.post("/api/incidents/1/actions", ACKNOWLEDGE, "Cookie", cookie);
      assertThat(refused.statusCode()).isEqualTo(403);
      assertThat(refused.body()).contains("hall may look, but not act");
      assertThat(server.kafka.produced()).isEmpty();
    }
  }

  @Test
  void aViewTokenLetsNobodyActAlsoIfThereAreNoOtherTokens() throws Exception {
    try (ConsoleServer server =
        new ConsoleServer(
            "console: {enabled: true, viewTokenFile: %s}".formatted(folder.resolve("view")))) {
      server.view.incident(Facts.incident("1", "a"));
      String cookie = cookie(logIn(server, VIEW));
      assertThat(server.bytes("/api/now", "Cookie", cookie).statusCode()).isEqualTo(200);
      assertThat(
              server.post("/api/incidents/1/actions", ACKNOWLEDGE, "Cookie", cookie).statusCode())
          .isEqualTo(403);
      assertThat(server.kafka.produced()).isEmpty();
    }
  }

  @Test
  void onALoopbackAddressWithActTokensAloneEverybodyLooksAndTheTokensAct() throws Exception {
    try (ConsoleServer server =
        new ConsoleServer(
            "console: {enabled: true, actTokenFile: %s}".formatted(folder.resolve("act")))) {
      server.view.incident(Facts.incident("1", "a"));
      assertThat(server.get("/api/now").statusCode()).isEqualTo(200);
      assertThat(server.post("/api/incidents/1/actions", ACKNOWLEDGE).statusCode()).isEqualTo(403);
      String cookie = cookie(logIn(server, ACT));
      assertThat(
              server.post("/api/incidents/1/actions", ACKNOWLEDGE, "Cookie", cookie).statusCode())
          .isEqualTo(202);
    }
  }

  @Test
  void theNameOfTheTokenIsTheAuthor() throws Exception {
    try (ConsoleServer server = withTokens()) {
      String cookie = cookie(logIn(server, ACT));
      assertThat(
              server
                  .post(
                      "/api/incidents/1/actions",
                      "{\"action\":\"acknowledge\",\"by\":\"mallory\"}",
                      "Cookie",
                      cookie)
                  .statusCode())
          .isIn(202, 400);
      assertThat(
              server.post("/api/incidents/1/actions", ACKNOWLEDGE, "Cookie", cookie).statusCode())
          .isEqualTo(202);
      assertThat(server.kafka.produced())
          .allSatisfy(
              record ->
                  assertThat(new String(record.value(), StandardCharsets.UTF_8))
                      .contains("\"by\":\"eve\""));
    }
  }

  @Test
  void aForgedCookieIsRefused() throws Exception {
    try (ConsoleServer server = withTokens()) {
      String cookie = cookie(logIn(server, VIEW));
      String[] parts = cookie.split("[=.]", 3);
      String facts =
          java.util.Base64.getUrlEncoder()
              .withoutPadding()
              .encodeToString("act 99999999999 eve".getBytes(StandardCharsets.UTF_8));
      for (String forged :
          new String[] {facts + "." + parts[2], parts[1] + ".", "x", ".", parts[1] + ".%%%"}) {
        assertThat(server.bytes("/api/now", "Cookie", "kizuki-session=" + forged).statusCode())
            .as(forged)
            .isEqualTo(401);
      }
    }
  }

  @Test
  void logOutDeletesTheCookie() throws Exception {
    try (ConsoleServer server = withTokens()) {
      HttpResponse<String> out =
          server.client.send(
              server.request("/api/session").header("Origin", server.origin()).DELETE().build(),
              BodyHandlers.ofString());
      assertThat(out.statusCode()).isEqualTo(204);
      assertThat(out.headers().firstValue("set-cookie").orElseThrow())
          .contains("kizuki-session=;", "Expires=Thu, 01 Jan 1970");
    }
  }

  @Test
  void tooManyFailuresAreLimited() throws Exception {
    try (ConsoleServer server = withTokens()) {
      for (int i = 0; i < LoginLimit.MOST_OF_ADDRESS; i++) {
        assertThat(logIn(server, "wrong-token-0123456789").statusCode()).isEqualTo(401);
      }
      HttpResponse<String> limited = logIn(server, ACT);
      assertThat(limited.statusCode()).isEqualTo(429);
      assertThat(limited.headers().firstValueAsLong("retry-after").orElseThrow())
          .isBetween(1L, 600L);
      assertThat(server.registry.scrape()).contains("kizuki_console_logins_failed_total 10.0");
    }
  }

  @Test
  void failuresAreLimitedInTotalAndForgottenAfterTenMinutes() {
    AtomicLong now = new AtomicLong(Facts.NOW.toEpochMilli());
    LoginLimit limit =
        new LoginLimit(
            new Clock() {
              @Override
              public Instant instant() {
                return Instant.ofEpochMilli(now.get());
              }

              @Override
              public java.time.ZoneId getZone() {
                return ZoneOffset.UTC;
              }

              @Override
              public Clock withZone(java.time.ZoneId zone) {
                return this;
              }
            });
    for (int i = 0; i < LoginLimit.MOST; i++) {
      limit.require("address" + i);
      limit.failed("address" + i);
    }
    assertThatThrownBy(() -> limit.require("new")).isInstanceOf(Problem.class);
    now.addAndGet(Duration.ofMinutes(11).toMillis());
    limit.require("new");
  }

  @ParameterizedTest
  @CsvSource({
    "http://evil.example, , 403",
    "null, , 403",
    ", cross-site, 403",
    ", , 403",
    ", same-origin, 202"
  })
  void onlyTheOwnPageMayAct(String origin, String site, int status) throws Exception {
    try (ConsoleServer server = new ConsoleServer()) {
      server.view.incident(Facts.incident("1", "a"));
      var request =
          server
              .request("/api/incidents/1/actions")
              .header("Content-Type", "application/json")
              .POST(BodyPublishers.ofString(ACKNOWLEDGE));
      if (origin != null) {
        request.header("Origin", origin);
      }
      if (site != null) {
        request.header("Sec-Fetch-Site", site);
      }
      assertThat(server.client.send(request.build(), BodyHandlers.ofString()).statusCode())
          .isEqualTo(status);
    }
  }

  @Test
  void aFormOfAnotherPageIsRefusedByItsType() throws Exception {
    try (ConsoleServer server = new ConsoleServer()) {
      var request =
          server
              .request("/api/incidents/1/actions")
              .header("Origin", server.origin())
              .header("Content-Type", "text/plain")
              .POST(BodyPublishers.ofString(ACKNOWLEDGE));
      assertThat(server.client.send(request.build(), BodyHandlers.ofString()).statusCode())
          .isEqualTo(415);
    }
  }

  /** Java's client does not send another Host. */
  private static String statusWithHost(ConsoleServer server, String host) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      OutputStream out = socket.getOutputStream();
      out.write(
          "GET /api/now HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
              .formatted(host)
              .getBytes(StandardCharsets.UTF_8));
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).split(" ", 3)[1];
    }
  }

  @ParameterizedTest
  @CsvSource({
    "localhost:8080, 200",
    "127.0.0.1, 200",
    "[::1]:8080, 200",
    "kizuki.plant.example, 200",
    "evil.example:8080, 403",
    "127.0.0.1.evil.example, 403",
    "localhost.evil.example, 403"
  })
  void aForeignNameForThisMachineIsRefused(String host, String status) throws Exception {
    try (ConsoleServer server =
        new ConsoleServer("http: {publicUrl: 'https://kizuki.plant.example/x'}")) {
      assertThat(statusWithHost(server, host)).isEqualTo(status);
    }
  }

  @Test
  void theHeaderOfAProxyIsBelievedOnlyWithItsSecret() throws Exception {
    try (ConsoleServer server =
        new ConsoleServer(
            "console: {enabled: true, userHeader: X-Forwarded-User, proxySecretFile: %s}"
                .formatted(folder.resolve("secret")))) {
      assertThat(server.bytes("/api/now", "X-Forwarded-User", "eve").statusCode()).isEqualTo(401);
      assertThat(
              server
                  .bytes(
                      "/api/now",
                      "X-Forwarded-User",
                      "eve",
                      Gate.PROXY_SECRET,
                      "proxy-secret-012345678x")
                  .statusCode())
          .isEqualTo(401);
      assertThat(
              new String(
                  server
                      .bytes(
                          "/api/me",
                          "X-Forwarded-User",
                          "eve",
                          Gate.PROXY_SECRET,
                          "proxy-secret-0123456789")
                      .body(),
                  StandardCharsets.UTF_8))
          .contains("\"name\":\"eve\"", "\"mayAct\":true");
    }
  }

  @Test
  void theCookieIsSecureIfThePublicAddressIs() throws Exception {
    try (ConsoleServer server =
        new ConsoleServer(
            "http: {publicUrl: 'https://kizuki.plant.example'}\nconsole: {viewTokenFile: %s}"
                .formatted(folder.resolve("view")))) {
      assertThat(logIn(server, VIEW).headers().firstValue("set-cookie").orElseThrow())
          .contains("Secure");
    }
  }

  @Test
  void aChangedFileEndsTheSessions() throws Exception {
    AtomicLong nanos = new AtomicLong();
    Path file = folder.resolve("view");
    TokenFile tokens = new TokenFile("console.viewTokenFile", file, nanos::get);
    Sessions sessions = new Sessions(tokens::text, Clock.fixed(Facts.NOW, ZoneOffset.UTC));
    String cookie = sessions.begin("eve", true);
    assertThat(sessions.verify(cookie)).contains(new Visitor("eve", true, true));

    Files.writeString(file, "eve a-new-token-0123456789\n");
    Files.setLastModifiedTime(file, FileTime.from(Facts.NOW));
    nanos.addAndGet(Duration.ofSeconds(2).toNanos());
    assertThat(sessions.verify(cookie)).isEmpty();
    assertThat(tokens.name("a-new-token-0123456789")).contains("eve");
    assertThat(tokens.name(VIEW)).isEmpty();

    Files.writeString(file, "eve short\n");
    nanos.addAndGet(Duration.ofSeconds(2).toNanos());
    assertThat(tokens.name("a-new-token-0123456789")).contains("eve");
  }

  @Test
  void aSessionEndsAfterTwelveHoursAndIsKnownToEveryInstance() {
    Sessions first = new Sessions(() -> "the file", Clock.fixed(Facts.NOW, ZoneOffset.UTC));
    String cookie = first.begin("eve", false);
    Instant end = Facts.NOW.plus(Sessions.LENGTH);
    assertThat(
            new Sessions(() -> "the file", Clock.fixed(end.minusSeconds(1), ZoneOffset.UTC))
                .verify(cookie))
        .contains(new Visitor("eve", true, false));
    assertThat(new Sessions(() -> "the file", Clock.fixed(end, ZoneOffset.UTC)).verify(cookie))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "# nothing\n",
        "eve short\n",
        "eve\n",
        "eve a b\n",
        "a same-token-0123456\nb same-token-0123456\n"
      })
  void refusesAFileOfTokensThatCannotBeMeant(String text) throws Exception {
    Path file = Files.writeString(folder.resolve("wrong"), text);
    assertThatThrownBy(() -> new TokenFile("console.viewTokenFile", file, () -> 0))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("console.viewTokenFile")
        .hasMessageContaining(file.toString())
        .hasMessageNotContaining("same-token");
  }
}
