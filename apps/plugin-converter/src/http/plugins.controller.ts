import type { Caller } from '@hub/annotation-store';
import { CurrentCaller } from '@hub/service-defaults';
import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { PluginRegistry } from '../registry/plugin-registry.js';
import { PluginWishDto } from './plugins.dto.js';
import { pluginView } from './plugin-views.js';

/** Programs of others that convert exports. */
@ApiTags('plugins')
@ApiSecurity('apikey')
@Controller('api/plugins')
export class PluginsController {
  constructor(private readonly registry: PluginRegistry) {}

  @Post()
  @ApiOperation({ summary: 'Register a plugin (admins); its secret is in the answer and nowhere else' })
  async create(@CurrentCaller() caller: Caller, @Body() wish: PluginWishDto): Promise<object> {
    const { plugin, secret } = await this.registry.create(caller, wish);
    return { ...pluginView(plugin), secret };
  }

  @Get()
  @ApiOperation({ summary: 'Those of the organization, those it installed, and public ones' })
  async list(@CurrentCaller() caller: Caller): Promise<object> {
    return { plugins: (await this.registry.list(caller)).map(pluginView) };
  }

  @Get(':id')
  @ApiOperation({ summary: 'One plugin; `live` while it is connected' })
  async show(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<object> {
    return pluginView(await this.registry.show(caller, id));
  }

  @Delete(':id')
  @ApiOperation({ summary: 'Remove a plugin (admins)' })
  async remove(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<object> {
    await this.registry.remove(caller, id);
    return { removed: true };
  }

  @Post(':id/rotate-secret')
  @HttpCode(200)
  @ApiOperation({ summary: 'A new secret (admins); the old one is void at once' })
  async rotate(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<object> {
    return { secret: await this.registry.rotateSecret(caller, id) };
  }

  @Post(':id/install')
  @HttpCode(200)
  @ApiOperation({ summary: 'Install a public plugin for the organization (admins)' })
  async install(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<object> {
    return pluginView(await this.registry.install(caller, id));
  }
}
