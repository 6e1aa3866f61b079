package dev.kizuki.stream.security;

import dev.kizuki.stream.config.ConfigurationException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Makes TLS sockets from PEM files with the JDK alone. Allows TLS 1.3 and TLS 1.2. */
public final class PemSockets {
  private static final char[] NO_PASSWORD = new char[0];

  private PemSockets() {}

  /** Makes the key or trust managers of one file. */
  @FunctionalInterface
  private interface Managers<T> {
    T @Nullable [] of(Pem pem) throws IOException, GeneralSecurityException;
  }

  /**
   * Reads the files and makes a factory of client sockets. Sockets do not check the host's name
   * unless the caller asks for it.
   *
   * @param keys the parent of the configuration's keys that name the files, for example {@code
   *     mqtt}
   * @throws ConfigurationException if a file cannot be used; names its key and the remedy
   */
  public static SSLSocketFactory factory(PemFiles files, String keys) {
    return context(files, keys).getSocketFactory();
  }

  /**
   * Reads the files and makes a TLS context for clients.
   *
   * @param keys the parent of the configuration's keys that name the files, for example {@code
   *     mqtt}
   * @throws ConfigurationException if a file cannot be used; names its key and the remedy
   */
  public static SSLContext context(PemFiles files, String keys) {
    files.requireReadable(keys);
    KeyManager[] client =
        managers(keys + ".certificateFile", files.certificate(), PemSockets::keyManagers);
    TrustManager[] trusted =
        managers(keys + ".trustedFile", files.trusted(), PemSockets::trustManagers);
    try {
      SSLContext context = SSLContext.getInstance("TLSv1.3");
      context.init(client, trusted, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JVM has no TLS 1.3", e);
    }
  }

  /** Returns null, which is the JVM's default, if there is no file. */
  private static <T> T @Nullable [] managers(String key, String file, Managers<T> managers) {
    if (file.isEmpty()) {
      return null;
    }
    try {
      return managers.of(Pem.read(Path.of(file)));
    } catch (IOException | GeneralSecurityException e) {
      throw new ConfigurationException(
          "%s %s cannot be used: %s".formatted(key, file, e.getMessage()), e);
    }
  }

  private static KeyManager[] keyManagers(Pem pem) throws IOException, GeneralSecurityException {
    PrivateKey key = pem.privateKey();
    KeyStore store = emptyStore();
    store.setKeyEntry(
        "client", key, NO_PASSWORD, certificates(pem).toArray(new X509Certificate[0]));
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, NO_PASSWORD);
    return factory.getKeyManagers();
  }

  private static TrustManager[] trustManagers(Pem pem)
      throws IOException, GeneralSecurityException {
    KeyStore store = emptyStore();
    List<X509Certificate> authorities = certificates(pem);
    for (int i = 0; i < authorities.size(); i++) {
      store.setCertificateEntry("authority" + i, authorities.get(i));
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  private static List<X509Certificate> certificates(Pem pem) throws GeneralSecurityException {
    List<X509Certificate> certificates = pem.certificates();
    if (certificates.isEmpty()) {
      throw new GeneralSecurityException(
          "there is no certificate in it; give a PEM file ('BEGIN CERTIFICATE')");
    }
    return certificates;
  }

  private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }
}
