/** The lab corner of the console: whoever tries Cardwright pulls, inserts and swaps simulated cards there. Only where `npm start` asks for it. */
import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { SimulatedLab } from '@cardwright/contracts/lab/simulated-readers';
import { OneOf, Text, Whole } from '../http/dto/fields.js';
import { LabReaders } from './lab-readers.js';

class LabBody {
  @OneOf(['pull', 'insert', 'swap'])
  what: 'pull' | 'insert' | 'swap';

  @Text(200)
  readerName: string;

  @Text(200, { optional: true, description: 'Of a swap: the other reader' })
  otherReaderName?: string;

  @Whole(1, 4_294_967_295, { optional: true, description: 'Of an insertion: a card that is out, or a new one' })
  serial?: number;
}

/** Not part of the API that integrators use. */
@ApiExcludeController()
@Controller('api/v1/lab')
export class LabController {
  constructor(private readonly readers: LabReaders) {}

  @Get()
  look(): Promise<SimulatedLab> {
    return this.readers.look();
  }

  @Post()
  @HttpCode(200)
  act(@Body() { what, readerName, otherReaderName, serial }: LabBody): Promise<SimulatedLab> {
    if (what === 'pull') return this.readers.do({ simulated: 'remove', readerName });
    if (what === 'swap')
      return this.readers.do({ simulated: 'swap', readerNames: [readerName, otherReaderName ?? ''] });
    return this.readers.do({ simulated: 'insert', readerName, ...(serial !== undefined && { serial }) });
  }
}
