import type { Caller } from '@hub/annotation-store';
import { CurrentCaller, SuccessEnvelope } from '@hub/service-defaults';
import { Controller, Get, HttpCode, Query } from '@nestjs/common';
import { ApiOperation, ApiQuery, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { OpenUpload } from '../uploads/open-upload.js';
import { uploadTypes } from '../uploads/plugin-upload.js';
import { SignUpload } from '../uploads/sign-upload.js';
import { readUploadQuery } from './read-upload-query.js';

/** Places for files, as the public SDK asks for them: names and addresses come unescaped, so whatever else arrives is ignored. */
@ApiTags('Uploads (v2)')
@ApiSecurity('apikey')
@SuccessEnvelope()
@Controller('v2')
export class V2UploadsController {
  constructor(
    private readonly open: OpenUpload,
    private readonly sign: SignUpload,
  ) {}

  @Get('getUploadUrl')
  @HttpCode(201)
  @ApiOperation({ summary: 'An address to PUT a file to, without a key' })
  @ApiQuery({ name: 'name', description: 'File name, or <project>/exports/<file> alone' })
  @ApiQuery({ name: 'project', required: false })
  @ApiQuery({ name: 'type', required: false, enum: uploadTypes })
  @ApiQuery({
    name: 'storageId',
    required: false,
    description: 'A storage of the organization; the project decides where a result goes',
  })
  @ApiQuery({ name: 'bucket', required: false, description: 'Ignored' })
  async uploadUrl(@CurrentCaller() caller: Caller, @Query() query: unknown): Promise<{ uploadUrl: string }> {
    return { uploadUrl: await this.open.execute(caller, readUploadQuery(query)) };
  }

  @Get('getSignedUrl')
  @HttpCode(201)
  @ApiOperation({ summary: 'An address to GET what was, or will be, uploaded' })
  @ApiQuery({ name: 'name', required: false, description: 'What getUploadUrl answered; cut at the first ?' })
  @ApiQuery({ name: 'url', required: false, description: 'Instead of name' })
  async signedUrl(@CurrentCaller() caller: Caller, @Query() query: unknown): Promise<{ signedUrl: string }> {
    const { name, url } = readUploadQuery(query);
    return { signedUrl: await this.sign.execute(caller, name ?? url) };
  }
}
