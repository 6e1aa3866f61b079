package dev.kizuki.stream.models;

import dev.kizuki.model.ModelFile;
import dev.kizuki.stream.TestModels;
import dev.kizuki.stream.config.Configuration.ModelRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;

/** A model file that a test overwrites. Its two contents give the same scores. */
final class RewrittenModel {
  final Path file;
  final byte[] first;
  final byte[] second;
  private long time = 1;

  RewrittenModel(Path folder) throws IOException {
    file = folder.resolve("model.onnx");
    first = Files.readAllBytes(TestModels.MNIST_ZERO);
    // one more entry of metadata (field 14 of ModelProto): the same scores, another digest
    byte[] entry = {0x72, 6, 0x0a, 1, 'v', 0x12, 1, '2'};
    second = Arrays.copyOf(first, first.length + entry.length);
    System.arraycopy(entry, 0, second, first.length, entry.length);
    write(first);
  }

  /** Each write has a later time stamp. */
  void write(byte[] bytes) throws IOException {
    Files.write(file, bytes);
    Files.setLastModifiedTime(file, FileTime.fromMillis(time++ * 1000));
  }

  ServedModels load() {
    return ServedModels.load(List.of(new ModelRule(file, "*", null, null, null, null)));
  }

  String firstDigest() {
    return ModelFile.sha256(first);
  }

  String secondDigest() {
    return ModelFile.sha256(second);
  }

  /** The first content with weights that are not numbers. */
  byte[] damaged() {
    byte[] damaged = first.clone();
    Arrays.fill(damaged, first.length / 3, first.length / 3 + 4000, (byte) 0xff);
    return damaged;
  }
}
