/** `deepawb doctor libcamera FILE`: what a camera will do with a tuning file. */
import type { Command } from 'commander';
import {
  type CommandContext,
  type CommonOptions,
  commandGroup,
  withCommonOptions,
} from '../command-context.js';
import { addDoctorHostCommand } from './doctor-host.js';

export function addDoctorCommand(program: Command, context: CommandContext): void {
  const doctor = commandGroup(program, 'doctor', {
    summary: 'say what a camera will do with a file, and what this machine has',
    description: 'Looks at what is there and says what will come of it.',
    example: 'deepawb doctor libcamera imx708.json',
  });
  addDoctorHostCommand(doctor, context);
  const command = doctor
    .command('libcamera')
    .summary("a Raspberry Pi's tuning file")
    .description(
      'Reads a tuning file as libcamera v0.7.1 does and says which AWB runs, what keeps the camera from starting, crashes ' +
        'it or turns it green or grey, and which line of the log proves that a network runs. Exit code 3 where something ' +
        'is wrong.',
    )
    .argument('<file>', 'tuning file, as in /usr/share/libcamera/ipa/rpi/pisp/')
    .option('--model <file>', 'the model here, where it does not lie at its path on this machine')
    .action(async (file: string, options: CommonOptions & { readonly model?: string }) => {
      const { examineTuning } = await import('./examine-tuning.js');
      examineTuning(file, options, context);
    });
  withCommonOptions(command, {
    examples: ['deepawb doctor libcamera pi/imx708.json --model pi/awb_model.tflite'],
  });
}
