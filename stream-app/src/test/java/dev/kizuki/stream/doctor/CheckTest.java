package dev.kizuki.stream.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.stream.TestModels;
import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.config.Configuration.Http;
import dev.kizuki.stream.config.Configuration.ModelRule;
import dev.kizuki.stream.config.ConfigurationReader;
import dev.kizuki.stream.doctor.Finding.Level;
import dev.kizuki.stream.security.TestCertificates;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The checks of this machine, and the order in which the doctor runs its checks. */
class CheckTest {
  private static final Instant EXPIRY = Instant.parse("2119-12-08T00:00:00Z");

  @TempDir private Path folder;

  private static Finding only(Check check) throws InterruptedException {
    List<Finding> findings = check.findings();
    assertThat(findings).hasSize(1);
    return findings.get(0);
  }

  private static void assertFailure(Finding finding, String text, String remedy) {
    assertThat(finding.level()).as(finding.text()).isEqualTo(Level.FAILURE);
    assertThat(finding.text()).contains(text);
    assertThat(finding.remedy()).contains(remedy);
  }

  private static void assertWarning(Finding finding, String text, String remedy) {
    assertThat(finding.level()).as(finding.text()).isEqualTo(Level.WARNING);
    assertThat(finding.text()).contains(text);
    assertThat(finding.remedy()).contains(remedy);
  }

  private static void assertOk(Finding finding, String text) {
    assertThat(finding.level()).as(finding.text()).isEqualTo(Level.OK);
    assertThat(finding.text()).contains(text);
    assertThat(finding.remedy()).isEmpty();
  }

  private static Configuration configuration(String yaml) {
    return ConfigurationReader.read("models: [{file: unused.onnx}]\n" + yaml, "test", Map.of());
  }

  private static Finding model(Path file, @Nullable Double rate) throws InterruptedException {
    return only(new ModelCheck(List.of(new ModelRule(file, null, rate, null, null, null))));
  }

  @Test
  void theDoctorRunsAllChecksInTheirOrder() throws Exception {
    Check first = () -> List.of(Finding.failure("first", "a", "b"));
    Check none = List::of;
    Check last = () -> List.of(Finding.ok("last", "c"), Finding.ok("last", "d"));
    assertThat(new Doctor(List.of(first, none, last)).examine())
        .extracting(Finding::text)
        .containsExactly("a", "c", "d");
  }

  @Test
  void aFindingIsOneLine() {
    assertThat(Finding.ok("disk", "two\nlines")).hasToString("OK       disk         two lines");
    assertThat(Finding.failure("disk", "full", "free some"))
        .hasToString("FAILURE  disk         full -> free some");
  }

  @Test
  void reportsTheVersionOfJava() throws Exception {
    assertOk(only(new JavaCheck()), Runtime.version().toString());
  }

  @Test
  void aModelThatPassesItsSelfTestIsFine() throws Exception {
    assertOk(model(TestModels.MNIST_ZERO, null), "passed its self-test");
    assertOk(model(TestModels.MNIST_ZERO, 0.01), "mnist-zero.onnx");
  }

  @Test
  void aRateThatTheCalibrationCannotGiveIsAFailure() throws Exception {
    assertFailure(model(TestModels.MNIST_ZERO, 1e-9), "falseAlarmRate", "larger rate");
  }

  @Test
  void aFileThatIsNoModelIsAFailure() throws Exception {
    Path file = Files.writeString(folder.resolve("no-model.onnx"), "hello");
    assertFailure(model(file, null), "no-model.onnx", "kizuki train");
    assertFailure(model(folder.resolve("missing.onnx"), null), "missing.onnx", "kizuki train");
  }

  @Test
  void eachModelHasAFinding() throws Exception {
    ModelRule good = new ModelRule(TestModels.MNIST_ZERO, "a-*", null, null, null, null);
    ModelRule missing = new ModelRule(folder.resolve("missing.onnx"), null, null, null, null, null);
    assertThat(new ModelCheck(List.of(good, missing)).findings())
        .extracting(Finding::level)
        .containsExactly(Level.OK, Level.FAILURE);
  }

  private Finding shadow(Path shadow) {
    ModelRule rule = new ModelRule(TestModels.MNIST_ZERO, null, null, null, shadow, null);
    List<Finding> findings = new ModelCheck(List.of(rule)).findings();
    assertThat(findings).hasSize(2);
    assertOk(findings.get(0), "passed its self-test");
    return findings.get(1);
  }

  @Test
  void aShadowThatCannotBeUsedIsAWarning() throws Exception {
    Path file = Files.writeString(folder.resolve("no-model.onnx"), "hello");
    assertWarning(shadow(file), "the shadow of " + TestModels.MNIST_ZERO, "kizuki train");
    assertWarning(shadow(file), "no-model.onnx", "kizuki train");
  }

  @Test
  void aShadowThatCanBeUsedOrIsNotThereIsFine() throws Exception {
    Path copy = Files.copy(TestModels.MNIST_ZERO, folder.resolve("next.onnx"));
    assertOk(shadow(copy), "next.onnx");
    assertOk(shadow(folder.resolve("missing.onnx")), "missing.onnx does not exist");
  }

  @Test
  void createsTheArchiveOfModelsAndLeavesNoFile() throws Exception {
    Path archive = folder.resolve("state/model-archive");
    assertOk(only(new ArchiveCheck(archive.toString())), archive + " is writable");
    assertThat(archive).isEmptyDirectory();
  }

  @Test
  void anArchiveThatCannotBeWrittenIsAWarning() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertWarning(
        only(new ArchiveCheck(file.toString())),
        file + " cannot be written",
        "modelUpdates.archive");
  }

  @Test
  void withoutAnArchiveThereIsNothingToCheck() throws Exception {
    assertThat(new ArchiveCheck("").findings()).isEmpty();
  }

  @Test
  void createsTheStateFolderAndLeavesNoFile() throws Exception {
    Path state = folder.resolve("state/kizuki");
    Finding finding = only(new DiskCheck(state));
    assertThat(finding.level()).isNotEqualTo(Level.FAILURE);
    assertThat(finding.text()).contains(state + " is writable");
    assertThat(state).isEmptyDirectory();
  }

  @Test
  void aFileInPlaceOfTheStateFolderIsAFailure() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertFailure(only(new DiskCheck(file)), file + " cannot be written", "kafka.stateDir");
  }

  @Test
  void warnsBelowOneGibibyteOfFreeSpace() {
    DiskCheck disk = new DiskCheck(folder);
    assertOk(disk.space(1L << 30), "1024 MiB are free");
    assertWarning(disk.space((1L << 30) - 1), "1023 MiB are free", "kafka.stateDir");
  }

  @Test
  void aFreePortIsFine() throws Exception {
    assertOk(only(new PortCheck(new Http("127.0.0.1", 0, ""))), "is free");
  }

  @Test
  void warnsOfAPortThatIsInUse() throws Exception {
    try (ServerSocket user = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = user.getLocalPort();
      assertWarning(
          only(new PortCheck(new Http("127.0.0.1", port, ""))), "port " + port, "http.port");
    }
  }

  @Test
  void warnsOfAnAddressThatThisMachineHasNot() throws Exception {
    assertWarning(only(new PortCheck(new Http("192.0.2.1", 0, ""))), "192.0.2.1", "http.port");
  }

  private static List<Finding> certificate(Path file, Instant now) {
    return new CertificateCheck(
            configuration("mqtt: {broker: 'ssl://mqtt:8883', trustedFile: '%s'}".formatted(file)),
            Clock.fixed(now, ZoneOffset.UTC))
        .findings();
  }

  @Test
  void withoutTlsThereIsNoCertificateToCheck() {
    assertThat(new CertificateCheck(configuration(""), Clock.systemUTC()).findings()).isEmpty();
  }

  @Test
  void tellsUntilWhenACertificateIsValid() {
    Instant early = EXPIRY.minus(Duration.ofDays(30));
    assertOk(
        certificate(TestCertificates.AUTHORITY, early).get(0), "valid until 2119-12-08T00:00:00Z");
  }

  @Test
  void warns30DaysBeforeACertificateExpires() {
    Instant late = EXPIRY.minus(Duration.ofDays(30)).plusSeconds(1);
    assertWarning(
        certificate(TestCertificates.AUTHORITY, late).get(0), "mqtt.trustedFile", "renew it");
  }

  @Test
  void anExpiredCertificateIsAFailure() {
    assertFailure(
        certificate(TestCertificates.AUTHORITY, EXPIRY.plusSeconds(1)).get(0),
        "expired on 2119-12-08",
        "renew it");
  }

  @Test
  void aCertificateFileThatCannotBeReadIsAFailure() throws Exception {
    Instant now = Instant.EPOCH;
    Path damaged =
        Files.writeString(
            folder.resolve("damaged.pem"),
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    assertFailure(certificate(folder.resolve("none"), now).get(0), "no such file", "PEM");
    assertFailure(certificate(damaged, now).get(0), "cannot be read", "PEM");
    assertFailure(
        certificate(TestCertificates.file("key-only.pem"), now).get(0),
        "holds no certificate",
        "PEM");
  }

  @Test
  void noPasswordFileIsFine() throws Exception {
    assertOk(only(new PasswordCheck("mqtt", "")), "none for mqtt");
  }

  @Test
  void aPasswordFileIsReadButNotShown() throws Exception {
    Path file = Files.writeString(folder.resolve("password"), "s3cret");
    Finding finding = only(new PasswordCheck("mqtt", file.toString()));
    assertOk(finding, file + " can be read");
    assertThat(finding.toString()).doesNotContain("s3cret");
  }

  @Test
  void anEmptyOrMissingPasswordFileIsAFailure() throws Exception {
    Path file = Files.writeString(folder.resolve("password"), " \n");
    assertFailure(
        only(new PasswordCheck("kafka", file.toString())),
        "kafka.passwordFile " + file + " is empty",
        "password");
    assertFailure(
        only(new PasswordCheck("mqtt", "/none/password")), "mqtt.passwordFile", "password");
  }

  @Test
  void aPasswordFileThatStopsTheKafkaClientIsAFailureOfKafka() throws Exception {
    Configuration configuration =
        configuration(
            "kafka: {securityProtocol: SASL_SSL, username: kizuki, passwordFile: /none/password}");
    assertFailure(
        only(new KafkaCheck(configuration)), "kafka.passwordFile /none/password", "the file");
  }

  @Test
  void aSettingThatKafkasClientRefusesIsAFailureOfKafka() throws Exception {
    Configuration configuration =
        configuration("kafka: {properties: {request.timeout.ms: a while}}");
    assertFailure(only(new KafkaCheck(configuration)), "request.timeout.ms", "kafka.properties");
  }
}
