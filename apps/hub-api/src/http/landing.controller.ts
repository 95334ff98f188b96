import { Controller, Get, Header, Inject } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '@hub/service-defaults';
import { HUB_API_SETTINGS, type HubApiSettings } from '../hub-api.config.js';
import { landingPage } from './landing-page.js';

@ApiExcludeController()
@Public()
@Controller()
export class LandingController {
  private readonly page: string;

  constructor(@Inject(HUB_API_SETTINGS) settings: HubApiSettings) {
    this.page = landingPage(settings.PUBLIC_URL.replace(/\/$/, ''));
  }

  @Get()
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
  show(): string {
    return this.page;
  }
}
