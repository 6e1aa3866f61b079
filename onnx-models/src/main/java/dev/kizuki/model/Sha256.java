package dev.kizuki.model;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Computes SHA-256 digests. Not thread-safe: use one per thread. */
public final class Sha256 {
  private final MessageDigest digest;

  public Sha256() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Returns the digest of the bytes, 64 hexadecimal digits. */
  public String of(byte[] bytes) {
    return HexFormat.of().formatHex(digest.digest(bytes));
  }
}
