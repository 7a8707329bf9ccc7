/** Files that are not read are named by what they are, with what to do about each. */
import { describe, expect, it } from 'vitest';
import { decodeRaw, inflatePlain, nameOtherFormat, RawFormatError } from '../../dist/raw/index.js';
import { long, short, type Tags, writeTiff } from '../support/dng-writer.js';

const latin = (text: string, length = 64) => {
  const bytes = new Uint8Array(Math.max(length, text.length));
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
};

/** A TIFF with tags of (number, type, count, value) in its first directory, and text behind it. */
function tiff(
  tags: readonly (readonly [tag: number, type: number, count: number, value: number])[],
  { isLittle = true, maker = '', directory = 8 } = {},
): Uint8Array {
  const bytes = new Uint8Array(directory + 2 + 12 * tags.length + 64);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, isLittle ? 0x4949 : 0x4d4d);
  view.setUint16(2, 42, isLittle);
  view.setUint32(4, directory, isLittle);
  view.setUint16(directory, tags.length, isLittle);
  const textAt = directory + 2 + 12 * tags.length;
  tags.forEach(([tag, type, count, value], i) => {
    const at = directory + 2 + 12 * i;
    view.setUint16(at, tag, isLittle);
    view.setUint16(at + 2, type, isLittle);
    view.setUint32(at + 4, count, isLittle);
    if (tag === 271) view.setUint32(at + 8, textAt, isLittle);
    else if (type === 3) view.setUint16(at + 8, value, isLittle);
    else view.setUint32(at + 8, value, isLittle);
  });
  bytes.set(latin(maker, maker.length + 1), textAt);
  return bytes;
}

const MAKE = [271, 2, 20, 0] as const;
const PACKED = [259, 3, 1, 34_713] as const;
const PLAIN = [259, 3, 1, 1] as const;

const BALANCED = /already balanced/;
const CONVERT = /Make a DNG of it .* linear 16-bit RGB PNG: white balance multipliers of 1/;

describe('files that are not read', () => {
  it.each([
    ['a JPEG', latin('\xff\xd8\xff\xe0\0\x10JFIF'), BALANCED],
    ['a JPEG XL', latin('\xff\x0a'), BALANCED],
    ['a JPEG XL', latin('\0\0\0\x0cJXL \r\n\x87\n'), BALANCED],
    ['a JPEG 2000', latin('\0\0\0\x0cjP  \r\n\x87\n'), BALANCED],
    ['a HEIF or AVIF', latin('\0\0\0\x18ftypheic'), BALANCED],
    ['a HEIF or AVIF', latin('\0\0\0\x18ftypavif'), BALANCED],
    ['a WebP', latin('RIFF\x10\0\0\0WEBPVP8 '), BALANCED],
    ['a GIF', latin('GIF89a'), BALANCED],
    ['a BMP', latin('BM\x36\0\0\0'), BALANCED],
    ['a Canon CR3', latin('\0\0\0\x18ftypcrx \0\0\0\x01'), CONVERT],
    ['a Fujifilm RAF', latin('FUJIFILMCCD-RAW 0201'), CONVERT],
    ['an Olympus ORF', latin('IIRO\x08\0\0\0'), CONVERT],
    ['an Olympus ORF', latin('IIRS\x08\0\0\0'), CONVERT],
    ['an Olympus ORF', latin('MMOR\0\0\0\x08'), CONVERT],
    ['a Panasonic RW2', latin('IIU\0\x18\0\0\0'), CONVERT],
    ['a Sigma X3F', latin('FOVb'), CONVERT],
    ['a Minolta MRW', latin('\0MRM'), CONVERT],
    ['a Canon CRW', latin('II\x1a\0\0\0HEAPCCDR'), CONVERT],
    ['a Canon CR2', latin('II*\0\x10\0\0\0CR\x02\0'), CONVERT],
    ['a Nikon NEF', tiff([PACKED, MAKE], { maker: 'NIKON CORPORATION' }), CONVERT],
    ['a Nikon NEF or a TIFF', tiff([PLAIN, MAKE], { maker: 'NIKON CORPORATION' }), CONVERT],
    ['a Sony ARW', tiff([PACKED, MAKE], { maker: 'SONY' }), CONVERT],
    ['a Pentax PEF', tiff([PACKED, MAKE], { maker: 'PENTAX', isLittle: false }), CONVERT],
    ['a Samsung SRW', tiff([PACKED, MAKE], { maker: 'SAMSUNG' }), CONVERT],
    ['a TIFF', tiff([PLAIN]), /Export the picture as linear 16-bit RGB PNG/],
    ['a TIFF', latin('MM\0*'), /Export/],
    ['a TIFF', latin('II*\0\xff\xff\xff\xff', 8), /Export/],
    ['a Photoshop file', latin('8BPS'), /Export/],
    ['an OpenEXR file', latin('v/1\x01'), /Export/],
  ])('%s is refused by its name', (name, bytes, cure) => {
    expect(nameOtherFormat(bytes)).toMatchObject({ name });
    expect(nameOtherFormat(bytes)!.cure).toMatch(cure);
    const refuse = () => decodeRaw(bytes, { inflate: inflatePlain });
    expect(refuse).toThrow(RawFormatError);
    // What is TIFF inside is opened first, and says the same in other words.
    if (!name.includes('TIFF')) expect(refuse).toThrow(`got ${name}`);
  });

  it.each([
    ['a Nikon NEF', 'NIKON CORPORATION'],
    ['a Nikon NEF', 'Nikon'],
    ['a Sony ARW', 'SONY'],
    ['a Pentax PEF', 'RICOH IMAGING COMPANY, LTD.'],
    ['a Samsung SRW', 'SAMSUNG'],
    ['a Hasselblad 3FR', 'Hasselblad'],
    ['a Phase One IIQ', 'Phase One A/S'],
    ['a Leaf MOS', 'Leaf'],
    ['a Mamiya MEF', 'Mamiya-OP Co.,Ltd.'],
    ['an Epson ERF', 'SEIKO EPSON CORP.'],
    ['a Leica RWL', 'LEICA CAMERA AG'],
    ['a Kodak DCR or KDC', 'EASTMAN KODAK COMPANY'],
    ['a Kodak DCR or KDC', 'Eastman Kodak Company'],
    ['a Kodak DCR or KDC', 'Kodak'],
    ['a GoPro GPR', 'GoPro'],
    ['a Canon TIF or CR2', 'Canon'],
  ])(
    '%s is named by its maker %s, wherever the file says it, and its preview is not taken for the picture',
    (name, maker) => {
      const preview = {
        256: long(8),
        257: long(2),
        258: short(8, 8, 8),
        259: short(1),
        262: short(2),
        277: short(3),
        278: long(2),
      };
      const make: Tags = { 271: { type: 'ascii', text: maker } };
      const pixels = { 256: long(800), 257: long(600), 258: short(14), 259: short(34713) };
      const raw = { tags: { ...pixels, 262: short(32803) }, blocks: [new Uint8Array(99)] };
      const blocks = [new Uint8Array(48)];
      for (const directory of [
        { tags: { ...preview, ...make }, blocks, subs: [raw] },
        { tags: preview, blocks, subs: [{ ...raw, tags: { ...raw.tags, ...make } }] },
        // As some makers' files have it, the raw picture lies where no directory says.
        { tags: { ...preview, ...make }, blocks },
      ]) {
        const refuse = () => decodeRaw(writeTiff(directory), { inflate: inflatePlain });
        expect(refuse).toThrow(RawFormatError);
        expect(refuse).toThrow(`got ${name}`);
      }
    },
  );

  it('are named by their signature where they are TIFF besides', () => {
    const file = tiff([PLAIN]);
    const iiq = new Uint8Array(file.length + 4);
    iiq.set(file.subarray(0, 8));
    iiq.set(latin('IIII'), 8);
    iiq.set(file.subarray(8), 12);
    new DataView(iiq.buffer).setUint32(4, 12, true);
    expect(() => decodeRaw(iiq, { inflate: inflatePlain })).toThrow('got a Phase One IIQ');
  });

  it('are never read beyond their end, however they are cut', () => {
    for (const whole of [tiff([PACKED, MAKE], { maker: 'NIKON' }), latin('RIFF\x10\0\0\0WEBP')]) {
      for (let length = 0; length < whole.length; length++) {
        expect(() => nameOtherFormat(whole.slice(0, length))).not.toThrow();
      }
    }
  });

  it('that nobody knows are shown by their first bytes, empty ones as empty', () => {
    const decode = (bytes: Uint8Array) => () => decodeRaw(bytes, { inflate: inflatePlain });
    expect(nameOtherFormat(latin('hello'))).toBeNull();
    expect(decode(latin('hello'))).toThrow('got a file that starts with 68 65 6c 6c');
    expect(decode(new Uint8Array(0))).toThrow('got an empty file');
  });
});
