package dev.kizuki.image.jpeg;

import dev.kizuki.image.ImageFormat;
import dev.kizuki.image.ImageFormatContract;

class JpegFormatTest extends ImageFormatContract {
  @Override
  protected ImageFormat format() {
    return new JpegFormat();
  }

  @Override
  protected String imageIoName() {
    return "jpeg";
  }
}
