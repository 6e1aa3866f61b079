package dev.kizuki.stream.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PemTest {
  private static Pem read(String name) throws IOException {
    return Pem.read(TestCertificates.file(name));
  }

  @Test
  void readsTheChainInItsOrder() throws Exception {
    assertThat(read("client.pem").certificates())
        .extracting(X509Certificate::getSubjectX500Principal)
        .extracting(Object::toString)
        .containsExactly("CN=client", "CN=authority");
  }

  @ParameterizedTest
  @CsvSource({"client.pem, EC", "client-rsa.pem, RSA", "key-only.pem, EC"})
  void readsPrivateKeys(String file, String algorithm) throws Exception {
    assertThat(read(file).privateKey().getAlgorithm()).isEqualTo(algorithm);
  }

  @Test
  void theKeyBelongsToTheCertificate() throws Exception {
    Pem pem = read("client-rsa.pem");
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initSign(pem.privateKey());
    signature.update(new byte[10]);
    byte[] signed = signature.sign();
    signature.initVerify(pem.certificates().get(0));
    signature.update(new byte[10]);
    assertThat(signature.verify(signed)).isTrue();
  }

  @Test
  void readsFilesWithTheLineEndsOfWindows() throws Exception {
    String text = Files.readString(TestCertificates.CLIENT).replace("\n", "\r\n");
    assertThat(new Pem(text).certificates()).hasSize(2);
    assertThat(new Pem(text).privateKey().getFormat()).isEqualTo("PKCS#8");
  }

  @Test
  void skipsTextBetweenTheBlocks() throws Exception {
    Pem pem = new Pem("Käse\n" + Files.readString(TestCertificates.AUTHORITY) + "the end\n");
    assertThat(pem.certificates()).hasSize(1);
  }

  @Test
  void aFileWithoutCertificatesHasNone() throws Exception {
    assertThat(read("key-only.pem").certificates()).isEmpty();
    assertThat(new Pem("").certificates()).isEmpty();
  }

  @Test
  void rejectsADamagedCertificate() {
    Pem pem = new Pem("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    assertThatThrownBy(pem::certificates).isInstanceOf(CertificateException.class);
  }

  @Test
  void saysThatAKeyIsMissing() {
    assertThatThrownBy(() -> read("authority.pem").privateKey())
        .isInstanceOf(GeneralSecurityException.class)
        .hasMessageContaining("BEGIN PRIVATE KEY");
  }

  @ParameterizedTest
  @CsvSource({
    "client-sec1.pem, EC PRIVATE KEY",
    "client-pkcs1.pem, RSA PRIVATE KEY",
    "client-encrypted.pem, ENCRYPTED PRIVATE KEY"
  })
  void saysHowToConvertAKeyOfAnotherFormat(String file, String found) {
    assertThatThrownBy(() -> read(file).privateKey())
        .isInstanceOf(GeneralSecurityException.class)
        .hasMessageContaining(found)
        .hasMessageContaining("openssl pkcs8 -topk8 -nocrypt");
  }

  @ParameterizedTest
  @ValueSource(strings = {"AAAA", "MA", "====", "M"})
  void rejectsADamagedKey(String base64) {
    Pem pem =
        new Pem("-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----".formatted(base64));
    assertThatThrownBy(pem::privateKey)
        .isInstanceOf(GeneralSecurityException.class)
        .hasMessageContaining("damaged");
  }

  @Test
  void aMissingFileIsAnIOException() {
    assertThatThrownBy(() -> Pem.read(Path.of("/none/ca.pem")))
        .isInstanceOf(NoSuchFileException.class);
  }
}
