package dev.kizuki.trainer.data;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;

/**
 * A width and height on the command line: {@code 64x48}, or {@code 64} for a square.
 *
 * @param width the width, in pixels
 * @param height the height, in pixels
 */
public record ImageSize(int width, int height) {
  /** The size of the images themselves. */
  public static final ImageSize OWN = new ImageSize(0, 0);

  private static final Pattern SIZE = Pattern.compile("([1-9][0-9]{0,3})(?:x([1-9][0-9]{0,3}))?");

  /** Reads a size from the command line. */
  public static final class Converter implements ITypeConverter<ImageSize> {
    @Override
    public ImageSize convert(String text) {
      Matcher matcher = SIZE.matcher(text);
      if (!matcher.matches()) {
        throw new IllegalArgumentException("a size is WIDTHxHEIGHT, was '%s'".formatted(text));
      }
      int width = Integer.parseInt(matcher.group(1));
      return new ImageSize(
          width, matcher.group(2) == null ? width : Integer.parseInt(matcher.group(2)));
    }
  }
}
